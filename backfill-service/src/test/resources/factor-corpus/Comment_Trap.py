"""Uses df["$open"], df["$high"] and a rolling(250) in an earlier version.

The data set also has $volume, $amount and db_pe.
"""
import pandas as pd


def calculate_Comment_Trap():
    """Reads df['$low']; rolling(500)."""
    df = pd.read_hdf("daily_pv.h5", key="data")
    # vol = df["$volume"].rolling(120).mean()
    close = df["$close"]
    print("columns like $vwap are ignored, so is shift(99)")
    res = close.groupby(level=1).rolling(10).mean().droplevel(0)
    res.to_frame("Comment_Trap").to_hdf("result.h5", key="data")


calculate_Comment_Trap()
