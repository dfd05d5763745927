import pandas as pd

bars = pd.read_hdf("daily_pv.h5", key="data")
calm = bars["$vwap"].groupby(level="instrument").transform(lambda x: x.rolling(31).std())
calm.to_frame("Calm_Vwap_31").to_hdf("result.h5", key="data")
