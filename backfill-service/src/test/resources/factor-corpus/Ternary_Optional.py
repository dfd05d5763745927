import pandas as pd


def Ternary_Optional(df):
    shares = df["db_float_share"] if "db_float_share" in df.columns else 1.0
    cap = df["$close"] * shares
    return cap.groupby(level="instrument").pct_change(10)
