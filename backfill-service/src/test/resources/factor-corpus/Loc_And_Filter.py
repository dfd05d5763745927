import pandas as pd


def calculate_Loc_And_Filter():
    df = pd.read_hdf("daily_pv.h5", key="data")
    traded = df.loc[df["$volume"] > 0, ["$close", "$high"]]
    peak = traded["$high"].groupby(level="instrument").transform(lambda s: s.rolling(20, min_periods=10).max())
    result = traded["$close"] / peak
    result.to_frame("Loc_And_Filter").to_hdf("result.h5", key="data")


calculate_Loc_And_Filter()
