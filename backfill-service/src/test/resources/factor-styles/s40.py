import pandas as pd


class EfficiencyRatio21Factor:
    """Kaufman."""

    length = 21

    def __init__(self, data=None):
        self.data = data if data is not None else pd.read_hdf("daily_pv.h5", key="data")

    def _one(self, px: pd.Series) -> pd.Series:
        path = px.diff().abs().rolling(self.length).sum()
        net = (px - px.shift(self.length)).abs()
        return net / path

    def generate(self):
        px = self.data["$close"]
        return px.groupby(level="instrument").transform(self._one)


if __name__ == "__main__":
    f = EfficiencyRatio21Factor()
    s = f.generate()
    s.to_frame("value").to_hdf("result.h5", key="data")
