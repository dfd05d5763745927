import pandas as pd


def calculate_Dict_Of_Series():
    df = pd.read_hdf("daily_pv.h5", key="data")
    parts = {}
    for n in (10, 30, 60):
        parts[f"ma_{n}"] = df["$close"].groupby("instrument").transform(lambda s: s.rolling(n).mean())
    parts["vol"] = df["$volume"]
    table = pd.DataFrame(parts)
    table["f"] = (table["ma_10"] - table["ma_60"]) / table["ma_30"] * table["vol"]
    table[["f"]].rename(columns={"f": "Dict_Of_Series"}).to_hdf("result.h5", key="data")


calculate_Dict_Of_Series()
