import pandas as pd

try:
    import talib

    def rsi(x):
        return talib.RSI(x.values, timeperiod=9)
except ImportError:
    talib = None

    def rsi(x):
        d = x.diff()
        up = d.clip(lower=0).rolling(9).mean()
        down = (-d.clip(upper=0)).rolling(9).mean()
        return 100 - 100 / (1 + up / down)


def factor_rsi_gap_9():
    df = pd.read_hdf("daily_pv.h5", key="data")
    strong = df.groupby(level="instrument")["$close"].transform(rsi)
    weak = df.groupby(level="instrument")["$open"].transform(rsi)
    df["rsi_gap_9"] = strong - weak
    df.loc[:, ["rsi_gap_9"]].to_hdf("result.h5", key="data")


if __name__ == "__main__":
    factor_rsi_gap_9()
