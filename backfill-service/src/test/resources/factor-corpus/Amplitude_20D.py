import pandas as pd


class Amplitude_20D:
    def __init__(self, window: int = 20):
        self.window = window

    def fit_transform(self, df: pd.DataFrame) -> pd.DataFrame:
        daily = (df["$high"] - df["$low"]) / df["$close"]
        values = daily.groupby(level="instrument").transform(lambda s: s.rolling(self.window).mean())
        return values.to_frame("Amplitude_20D")
