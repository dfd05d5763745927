import pandas as pd

UNUSED_WINDOW = 250
UNUSED_COLUMN = "$amount"


def never_called(df):
    return df["db_pb"].rolling(200).mean()


def calculate_Unused_Things_30D():
    df = pd.read_hdf("daily_pv.h5", key="data")
    long_window = 30
    window = 12
    res = df["$volume"].groupby("instrument").transform(lambda v: v.rolling(window).skew())
    res.to_frame("Unused_Things_30D").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Unused_Things_30D()
