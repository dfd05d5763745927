"""Downside beta against the equal-weighted market."""
import numpy as np
import pandas as pd

N = 36


def market(close):
    r = close.groupby(level="instrument").pct_change()
    m = r.groupby(level="datetime").mean()
    return r, m


def downside_beta(stock, m):
    joined = pd.concat([stock.droplevel("instrument"), m], axis=1, keys=["s", "m"])
    joined.loc[joined["m"] > 0, :] = np.nan
    cov = joined["s"].rolling(N, min_periods=10).cov(joined["m"])
    var = joined["m"].rolling(N, min_periods=10).var()
    return cov / var


def main():
    close = pd.read_hdf("daily_pv.h5", key="data")["$close"]
    r, m = market(close)
    out = {}
    for inst, s in r.groupby(level="instrument"):
        out[inst] = downside_beta(s, m)
    wide = pd.DataFrame(out)
    wide.columns.name = "instrument"
    long = wide.stack().rename("DownsideBeta36")
    long.to_frame().to_hdf("result.h5", key="data")


if __name__ == "__main__":
    main()
