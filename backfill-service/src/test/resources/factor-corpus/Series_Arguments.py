import pandas as pd


def Series_Arguments(close: pd.Series, volume: pd.Series, window: int = 10) -> pd.Series:
    return close.rolling(window).corr(volume)
