from abc import ABC, abstractmethod

import pandas as pd


class AlphaBase(ABC):
    """Reads, computes stock by stock, writes."""

    alpha_name: str = ""
    lookback: int = 1

    @abstractmethod
    def per_stock(self, stock: pd.DataFrame) -> pd.Series:
        ...

    def execute(self) -> pd.DataFrame:
        market = pd.read_hdf("daily_pv.h5", key="data")
        values = market.groupby(level="instrument", group_keys=False).apply(self.per_stock)
        frame = values.to_frame(self.alpha_name)
        frame.to_hdf("result.h5", key="data")
        return frame


class VolumeShockReversal(AlphaBase):
    alpha_name = "volume_shock_reversal"
    lookback = 12

    def per_stock(self, stock):
        shock = stock["$volume"] / stock["$volume"].rolling(self.lookback).mean()
        move = stock["$close"].diff(3) / stock["$close"].shift(3)
        return -move * shock


if __name__ == "__main__":
    VolumeShockReversal().execute()
