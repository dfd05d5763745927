import pandas as pd


def calculate_PriceStrength_10D():
    df = pd.read_hdf("daily_pv.h5", key="data")
    df = df.rename(columns={"$close": "close", "$high": "high", "$low": "low", "$volume": "volume"})
    w = 10
    g = df.groupby(level="instrument")
    hh = g["high"].rolling(w).max().reset_index(level=0, drop=True)
    ll = g["low"].rolling(w).min().reset_index(level=0, drop=True)
    df["PriceStrength_10D"] = (df["close"] - ll) / (hh - ll + 1e-12)
    df[["PriceStrength_10D"]].to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_PriceStrength_10D()
