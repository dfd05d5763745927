import pandas as pd

DAYS_PER_WEEK = 5
WEEKS = 4
MONTH = DAYS_PER_WEEK * WEEKS + 1
QUARTER = 3 * MONTH


def calculate_Const_Arithmetic():
    df = pd.read_hdf("daily_pv.h5", key="data")
    rng = df["$high"] - df["$low"]
    rng.groupby("instrument").transform(lambda s: s.rolling(QUARTER).median()).to_frame("Const_Arithmetic").to_hdf("result.h5", key="data")


calculate_Const_Arithmetic()
