import pandas as pd


def factor_Lift_Balance_16(df):
    gains = df["$close"].groupby(level="instrument").diff().clip(lower=0)
    out = gains.groupby(level="instrument").transform(lambda x: x.rolling(16).sum())
    return out.rename("Lift_Balance_16")


if __name__ == "__main__":
    factor_Lift_Balance_16(pd.read_hdf("daily_pv.h5", key="data")).to_frame().to_hdf("result.h5", key="data")
