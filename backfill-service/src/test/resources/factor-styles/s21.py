from functools import cached_property

import pandas as pd


class LiquidityDryUpFactor:
    """Share of quiet days."""

    def __init__(self, days: int = 45, path: str = "daily_pv.h5"):
        self.days = days
        self.path = path

    @cached_property
    def panel(self) -> pd.DataFrame:
        return pd.read_hdf(self.path, key="data")

    @property
    def quiet(self):
        amount = self.panel["$amount"]
        median = amount.groupby(level="instrument").transform(lambda s: s.rolling(self.days).median())
        return (amount < 0.5 * median).astype("float32")

    def values(self):
        return self.quiet.groupby(level="instrument").transform(lambda s: s.rolling(10).mean())

    def dump(self):
        self.values().to_frame("liquidity_dry_up").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    LiquidityDryUpFactor().dump()
