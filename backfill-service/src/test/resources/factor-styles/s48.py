import pandas as pd

data = pd.read_hdf("daily_pv.h5", key="data")
spread = data.eval("(`$high` - `$low`) / `$close`")
z = spread.groupby("instrument").transform(lambda s: (s - s.rolling(42).mean()) / s.rolling(42).std())
result = z.to_frame()
result = result.rename(columns={result.columns[0]: "SpreadZ42"})
result.to_hdf("result.h5", key="data")
