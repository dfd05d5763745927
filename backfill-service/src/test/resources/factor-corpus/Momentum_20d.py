import pandas as pd


def calculate_Momentum_20d():
    df = pd.read_hdf("daily_pv.h5", key="data")
    close = df["$close"]
    prior = close.groupby(level="instrument").shift(20)
    result = (close / prior - 1).to_frame("Momentum_20d")
    result.to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Momentum_20d()
