import pandas as pd


def ROC60(df: pd.DataFrame) -> pd.Series:
    return df.groupby("instrument")["$close"].shift(60) / df["$close"]
