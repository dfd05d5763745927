import numpy as np
import pandas as pd

df = pd.read_hdf("daily_pv.h5", key="data")
ret = df.groupby(level="instrument")["$close"].transform(lambda x: np.log(x).diff())
sq = ret.pow(2)
fast = sq.groupby(level="instrument").transform(lambda x: x.ewm(halflife=5).mean())
slow = sq.groupby(level="instrument").transform(lambda x: x.rolling(60).mean())
regime = np.where(fast > slow, 1.0, -1.0)
signal = pd.Series(regime, index=df.index) * np.sqrt(fast / slow)
signal = signal.where(df["$volume"] > 0)
signal.rename("VolRegime", inplace=True)
signal.to_frame().to_hdf("result.h5", key="data")
