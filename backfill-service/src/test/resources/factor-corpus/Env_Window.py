import os

import pandas as pd


def calculate_Env_Window():
    n = int(os.environ["FACTOR_WINDOW"])
    df = pd.read_hdf("daily_pv.h5", key="data")
    df["$close"].groupby(level="instrument").rolling(n).mean().to_frame("Env_Window").to_hdf("result.h5", key="data")


calculate_Env_Window()
