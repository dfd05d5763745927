import pandas as pd
import numpy as np

def ts_rank(s, n): return s.rolling(n).apply(lambda w: (w.argsort().argsort()[-1] + 1) / n, raw=True)
def ts_corr(a, b, n): return a.rolling(n).corr(b)
def delta(s, n): return s.diff(n)
def decay_linear(s, n):
    w = np.arange(1, n + 1)
    return s.rolling(n).apply(lambda x: (x * w).sum() / w.sum(), raw=True)

def alpha_like_101(stock):
    v = ts_rank(stock["$volume"], 5)
    c = delta(stock["$close"], 4)
    return -decay_linear(ts_corr(v, c, 10), 6)

d = pd.read_hdf("daily_pv.h5", key="data")
a = d.groupby(level="instrument", group_keys=False).apply(alpha_like_101)
pd.DataFrame({"Alpha_Like_Decay": a}).to_hdf("result.h5", key="data")
