import pandas as pd


class Transform_Only_Class:
    """Book to price times reversal."""

    required = ["$open", "$volume"]

    def __init__(self, lookback=25):
        self.lookback = lookback

    def _reversal(self, df):
        return -df["$close"].groupby(level="instrument").pct_change(self.lookback)

    def transform(self, df):
        bp = 1.0 / df["db_pb"]
        return (bp * self._reversal(df)).to_frame("Transform_Only_Class")
