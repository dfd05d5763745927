import pandas as pd


def rsi(series: pd.Series, period: int = 14) -> pd.Series:
    delta = series.diff()
    gain = delta.clip(lower=0)
    loss = -delta.clip(upper=0)
    avg_gain = gain.rolling(period).mean()
    avg_loss = loss.rolling(period).mean()
    rs = avg_gain / avg_loss
    return 100 - 100 / (1 + rs)


def calculate_Held_Rsi():
    df = pd.read_hdf("daily_pv.h5", key="data")
    rsi_values = df.groupby("instrument")["$close"].apply(rsi).reset_index(level=0, drop=True)
    df["Held_Rsi"] = rsi_values
    df[["Held_Rsi"]].to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Held_Rsi()
