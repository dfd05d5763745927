import pandas as pd


def factor(df):
    roe = df.get("db_roe")
    mom = df["$close"].groupby("instrument").pct_change(20)
    if roe is None:
        return mom
    return mom * roe


if __name__ == "__main__":
    factor(pd.read_parquet("static_factors.parquet")).to_frame("Quality_Opt_Get").to_hdf("result.h5", key="data")
