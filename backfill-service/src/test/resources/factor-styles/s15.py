import pandas as pd

WINDOWS = {"short": 7, "mid": 29, "long": 90}


def bias(close, n):
    ma = close.groupby(level="instrument").transform(lambda s: s.rolling(n).mean())
    return close / ma - 1


def main():
    close = pd.read_hdf("daily_pv.h5", key="data")["$close"]
    table = pd.DataFrame({f"Bias_{label}_{n}": bias(close, n) for label, n in WINDOWS.items()})
    table.to_hdf("result.h5", key="data")


main()
