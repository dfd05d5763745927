import pandas as pd
df = pd.read_hdf("daily_pv.h5", key="data")
df = df.reset_index()
df = df.sort_values(by=["instrument", "datetime"])
df["log_volume"] = df["$volume"].apply(lambda v: 0 if v <= 0 else __import__("math").log(v))
df["chg"] = df.groupby("instrument")["log_volume"].diff()
df["vol_of_volume"] = df.groupby("instrument")["chg"].rolling(25).std().reset_index(drop=True)
res = df.set_index(["datetime", "instrument"])["vol_of_volume"]
res.to_hdf("result.h5", key="data")
