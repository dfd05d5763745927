import pandas as pd


def calculate_Special_Period_Open():
    df = pd.read_hdf("daily_pv.h5", key="data")
    rank = df["$open"].groupby(level="datetime").rank(pct=True)
    rank.to_frame("Special_Period_Open").to_hdf("result.h5", key="data")


calculate_Special_Period_Open()
