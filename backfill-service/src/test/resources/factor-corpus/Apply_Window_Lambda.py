import numpy as np
import pandas as pd


def calculate_Apply_Window_Lambda():
    df = pd.read_hdf("daily_pv.h5", key="data")
    top = df["$close"].groupby("instrument").transform(
        lambda s: s.rolling(20).apply(lambda w: np.sort(w)[-5:].mean(), raw=True)
    )
    top.to_frame("Apply_Window_Lambda").to_hdf("result.h5", key="data")


calculate_Apply_Window_Lambda()
