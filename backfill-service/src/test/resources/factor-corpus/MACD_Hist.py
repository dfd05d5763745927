import pandas as pd


def calculate_MACD_Hist():
    df = pd.read_hdf("daily_pv.h5", key="data")
    px = df["$close"].unstack()
    fast = px.ewm(span=12, adjust=False).mean()
    slow = px.ewm(span=26, adjust=False).mean()
    dif = fast - slow
    dea = dif.ewm(span=9, adjust=False).mean()
    hist = 2 * (dif - dea)
    hist.stack().to_frame("MACD_Hist").to_hdf("result.h5", key="data")


calculate_MACD_Hist()
