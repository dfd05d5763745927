from dataclasses import dataclass

import pandas as pd


@dataclass
class Config:
    price: str = "$open"
    flow: str = "mf_net_vol"
    window: int = 10


def calculate_Dataclass_Config():
    cfg = Config(price="$close", window=26)
    df = pd.read_hdf("daily_pv.h5", key="data").join(pd.read_hdf("moneyflow.h5", key="data"))
    signal = df[cfg.flow] / df[cfg.price]
    out = signal.groupby(level="instrument").transform(lambda s: s.rolling(cfg.window).mean())
    out.to_frame("Dataclass_Config").to_hdf("result.h5", key="data")


calculate_Dataclass_Config()
