import numpy as np
import pandas as pd

N_DAYS = 60


def calculate_Held_Beta():
    df = pd.read_hdf("daily_pv.h5", key="data")
    prices = df["$close"].unstack(level="instrument").sort_index()
    rets = prices.pct_change(fill_method=None)
    market = rets.mean(axis=1)
    cov = rets.rolling(N_DAYS).cov(market)
    var = market.rolling(N_DAYS).var()
    beta = cov.div(var, axis=0)
    out = beta.stack(dropna=False).to_frame(name="Held_Beta")
    out.index = out.index.set_names(["datetime", "instrument"])
    out.to_hdf("result.h5", key="data")


calculate_Held_Beta()
