import pandas as pd


def compute(df, price_col, ref_col, days):
    base = df[ref_col].groupby(level="instrument").transform(lambda s: s.rolling(days).max())
    return df[price_col] / base


def main():
    data = pd.read_hdf("daily_pv.h5", key="data")
    out = compute(data, "$close", ref_col="$high", days=33)
    out.to_frame("Main_Passes_Args").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    main()
