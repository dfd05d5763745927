import pandas as pd

WINDOW = 5


def configure():
    global WINDOW
    WINDOW = 50


def calculate_Global_Statement():
    configure()
    df = pd.read_hdf("daily_pv.h5", key="data")
    out = df["$close"].groupby("instrument").transform(lambda s: s.rolling(WINDOW).mean())
    out.to_frame("Global_Statement").to_hdf("result.h5", key="data")


calculate_Global_Statement()
