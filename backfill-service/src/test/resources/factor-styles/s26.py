import operator
from functools import reduce

import pandas as pd

df = pd.read_hdf("daily_pv.h5", key="data")
by = df.groupby(level="instrument")
lags = [by["$volume"].shift(k) * (0.8 ** k) for k in range(1, 7)]
memory = reduce(operator.add, lags)
value = (df["$volume"] - memory) / memory.abs()
value = value.clip(-5, 5)
value.to_frame("VolumeMemory6").to_hdf("result.h5", key="data")
