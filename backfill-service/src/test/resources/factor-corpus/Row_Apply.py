import pandas as pd


def body_ratio(row):
    span = row["$high"] - row["$low"]
    if span == 0:
        return 0.0
    return (row["$close"] - row["$open"]) / span


def calculate_Row_Apply():
    df = pd.read_hdf("daily_pv.h5", key="data")
    df["Row_Apply"] = df.apply(body_ratio, axis=1)
    df[["Row_Apply"]].to_hdf("result.h5", key="data")


calculate_Row_Apply()
