import numpy as np
import pandas as pd


def calculate_Obv_Cumulative():
    df = pd.read_hdf("daily_pv.h5", key="data")
    sign = np.sign(df.groupby(level="instrument")["$close"].diff())
    obv = (sign * df["$volume"]).groupby(level="instrument").cumsum()
    obv.to_frame("Obv_Cumulative").to_hdf("result.h5", key="data")


calculate_Obv_Cumulative()
