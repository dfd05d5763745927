# %% [markdown]
# Overnight gaps and how lopsided they are
# %%
import numpy as np
import pandas as pd

raw = pd.read_hdf("daily_pv.h5", key="data")
raw = raw.sort_index(level=["instrument", "datetime"])

# %%
prev_close = raw.groupby("instrument")["$close"].shift(1)
overnight = np.log(raw["$open"]) - np.log(prev_close)
overnight = overnight.replace([np.inf, -np.inf], np.nan)

# %%
skew = (
    overnight.groupby("instrument")
    .rolling(15, min_periods=8)
    .skew()
    .reset_index(level=0, drop=True)
    .sort_index()
)
out = pd.DataFrame({"Overnight_Skew_15": skew})
print(out.describe())
out.to_hdf("result.h5", key="data", mode="w")
