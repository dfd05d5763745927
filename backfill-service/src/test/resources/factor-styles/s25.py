import pandas as pd

CONFIG = {
    "name": "pe_momentum_blend",
    "inputs": {"valuation": "db_pe_ttm", "price": "$close"},
    "params": {"mom": 60, "smooth": 5, "weight": 0.4},
    "files": ["daily_pv.h5", "daily_basic.h5"],
}


def build(cfg):
    pv, basic = (pd.read_hdf(f, key="data") for f in cfg["files"])
    joined = pv.join(basic, how="left")
    inp, par = cfg["inputs"], cfg["params"]
    ep = 1.0 / joined[inp["valuation"]]
    mom = joined.groupby(level="instrument")[inp["price"]].pct_change(par["mom"])
    z = lambda s: (s - s.groupby(level="datetime").transform("mean")) / s.groupby(level="datetime").transform("std")
    mix = par["weight"] * z(ep) + (1 - par["weight"]) * z(mom)
    mix = mix.groupby(level="instrument").transform(lambda s: s.rolling(par["smooth"]).mean())
    return mix.to_frame(cfg["name"])


if __name__ == "__main__":
    build(CONFIG).to_hdf("result.h5", key="data")
