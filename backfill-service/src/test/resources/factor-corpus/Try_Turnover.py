import pandas as pd


def calculate_Try_Turnover():
    df = pd.read_hdf("daily_pv.h5", key="data")
    try:
        activity = df["db_turnover_rate"]
    except KeyError:
        activity = df["$volume"]
    corr = activity.groupby("instrument").rolling(20).corr(df["$close"])
    corr.to_frame("Try_Turnover").to_hdf("result.h5", key="data")


calculate_Try_Turnover()
