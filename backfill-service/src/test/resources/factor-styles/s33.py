"""Two-step factor. compute_old_thing(df) and factor_Not_This are from an earlier draft.

    to_frame("Not_This_Either")
"""
import pandas as pd

# result.to_frame("Nor_This")


def ResidualStrengthFactor(df):
    ret = df.groupby(level="instrument")["$close"].pct_change(5)
    mkt = ret.groupby(level="datetime").transform("mean")
    cov = (ret * mkt).groupby(level="instrument").transform(lambda s: s.rolling(30).mean())
    var = (mkt ** 2).groupby(level="instrument").transform(lambda s: s.rolling(30).mean())
    return ret - cov / var * mkt


if __name__ == "__main__":
    d = pd.read_hdf("daily_pv.h5", key="data")
    r = ResidualStrengthFactor(d)
    r.to_frame().to_hdf("result.h5", key="data")
