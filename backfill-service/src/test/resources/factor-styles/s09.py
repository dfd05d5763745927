import pandas as pd

pv = pd.read_hdf("./daily_pv.h5")
C = pv["$close"].unstack("instrument")
V = pv["$volume"].unstack("instrument")
R = C.pct_change(fill_method=None)
up = V.where(R > 0, 0.0).rolling(11).sum()
dn = V.where(R <= 0, 0.0).rolling(11).sum()
ratio = (up - dn).div(up + dn)
stacked = ratio.stack(dropna=False).swaplevel().sort_index()
stacked.index.names = ["instrument", "datetime"]
res = stacked.reorder_levels(["datetime", "instrument"]).sort_index()
res = res.rename("UpDown_Volume_Share_11")
pd.DataFrame(res).to_hdf("result.h5", "data")
