import pandas as pd


def calculate_Agg_Dict():
    df = pd.read_hdf("daily_pv.h5", key="data")
    roll = df.groupby(level="instrument").rolling(5).agg({"$close": "mean", "$volume": "sum"}).droplevel(0)
    roll.columns = ["price", "activity"]
    (roll["price"] / roll["activity"]).to_frame("Agg_Dict").to_hdf("result.h5", key="data")


calculate_Agg_Dict()
