import pandas as pd

PRICE = ["$open", "$high", "$low", "$close"]


def calculate_Loop_Columns():
    df = pd.read_hdf("daily_pv.h5", key="data")
    typical = sum(df[c] for c in PRICE) / 4
    std = typical.groupby(level="instrument").transform(lambda x: x.rolling(5).std())
    std.to_frame("Loop_Columns").to_hdf("result.h5", key="data")


calculate_Loop_Columns()
