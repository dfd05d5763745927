import pandas as pd

TRADING_DAYS = {"week": 5, "month": 21, "year": 252}


def calculate_Stack_Levels_Max():
    df = pd.read_hdf("daily_pv.h5", key="data")
    o, h, l, c = [df[f"${x}"] for x in ("open", "high", "low", "close")]
    mid = (o + h + l + c) / 4
    horizon = max(TRADING_DAYS.values())
    mid.groupby("instrument").pct_change(horizon).to_frame("Stack_Levels_Max").to_hdf("result.h5", key="data")


calculate_Stack_Levels_Max()
