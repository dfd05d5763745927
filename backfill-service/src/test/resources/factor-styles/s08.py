import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view

WIN = 16

df = pd.read_hdf("daily_pv.h5", key="data")
wide = df["$low"].unstack(level="instrument")
blocks = sliding_window_view(wide.to_numpy(), WIN, axis=0)
worst = np.nanmin(blocks, axis=-1)
padded = np.vstack([np.full((WIN - 1, wide.shape[1]), np.nan), worst])
floor = pd.DataFrame(padded, index=wide.index, columns=wide.columns)
distance = (df["$close"].unstack(level="instrument") / floor - 1).stack()
distance.name = "Floor_Distance_16"
distance.to_frame().to_hdf("result.h5", key="data")
