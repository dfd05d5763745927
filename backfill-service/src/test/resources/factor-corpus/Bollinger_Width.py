import pandas as pd


def calculate_Bollinger_Width():
    df = pd.read_hdf("daily_pv.h5", key="data")
    df = df.sort_index(level=["instrument", "datetime"])
    roll = df.groupby(level="instrument")["$close"].rolling(20)
    upper = roll.mean() + 2 * roll.std()
    lower = roll.mean() - 2 * roll.std()
    width = ((upper - lower) / roll.mean()).droplevel(0)
    width.groupby(level="instrument").diff().to_frame("Bollinger_Width").to_hdf("result.h5", key="data")


calculate_Bollinger_Width()
