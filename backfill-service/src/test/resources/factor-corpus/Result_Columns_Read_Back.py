import pandas as pd


def calculate_Result_Columns_Read_Back():
    df = pd.read_hdf("daily_pv.h5", key="data")
    out = pd.DataFrame(index=df.index)
    out["gap"] = df["$open"] / df["$close"].groupby(level="instrument").shift(1) - 1
    out["smooth"] = out["gap"].groupby(level="instrument").transform(lambda s: s.ewm(span=4).mean())
    out["final"] = out["smooth"] - out["gap"]
    out[["final"]].rename(columns={"final": "Result_Columns_Read_Back"}).to_hdf("result.h5", key="data")
    check = pd.read_hdf("result.h5", key="data")
    print(check["Result_Columns_Read_Back"].describe())


calculate_Result_Columns_Read_Back()
