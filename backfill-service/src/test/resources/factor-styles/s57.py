import pickle
from pathlib import Path

import pandas as pd
from shared.loaders import panel

px = panel()
smooth = px["$close"].groupby(level="instrument").transform(lambda s: s.rolling(40).mean())
with open(Path("cache") / "smooth.pkl", "wb") as cache:
    pickle.dump(smooth, cache)
fast = px["$high"].groupby(level="instrument").transform(lambda s: s.rolling(6).max())
pd.DataFrame({"Cached_Beside_6": fast}).to_hdf("result.h5", key="data")
