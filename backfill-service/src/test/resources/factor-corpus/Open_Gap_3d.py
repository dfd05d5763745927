import pandas as pd
import numpy as np


def calculate_Open_Gap_3d():
    # uses open and the close of the day before; $volume is not needed
    data = pd.read_hdf("daily_pv.h5", key="data")
    previous = data["$close"].groupby("instrument").shift()
    gap = np.log(data["$open"] / previous)
    mean = gap.groupby("instrument").rolling(3).mean().droplevel(0)
    mean.name = "Open_Gap_3d"
    mean.to_frame().to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Open_Gap_3d()
