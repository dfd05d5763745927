import pandas as pd
import numpy as np


def corr20(x):
    return x["$close"].pct_change().rolling(20).corr(x["$volume"].pct_change())


def main():
    data = pd.read_hdf("daily_pv.h5", key="data")
    c = data.groupby(level="instrument").apply(corr20)
    while isinstance(c.index, pd.MultiIndex) and c.index.nlevels > 2:
        c = c.droplevel(0)
    c = -np.abs(c)
    target = pd.DataFrame(index=data.index)
    target["PV_Decoupling_20"] = c
    target.to_hdf("result.h5", key="data")


if __name__ == "__main__":
    main()
