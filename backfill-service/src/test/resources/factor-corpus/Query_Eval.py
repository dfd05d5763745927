import pandas as pd


def calculate_Query_Eval():
    df = pd.read_hdf("daily_pv.h5", key="data")
    df = df.rename(columns={"$close": "close", "$open": "open", "$volume": "volume", "$high": "high"})
    df = df.query("volume > 0")
    df = df.eval("body = close / open - 1")
    df[["body"]].rename(columns={"body": "Query_Eval"}).to_hdf("result.h5", key="data")


calculate_Query_Eval()
