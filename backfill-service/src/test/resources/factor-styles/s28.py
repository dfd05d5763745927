import pandas as pd


class Neutralizer:
    def __init__(self, by):
        self.by = by

    def __call__(self, values, groups):
        return values - values.groupby([values.index.get_level_values("datetime"), groups]).transform("mean")


def calc(df):
    raw = -df["db_pb"].rank(pct=True)
    if "db_roe" in df.columns:
        raw = raw + df["db_roe"].rank(pct=True)
    return Neutralizer("db_industry")(raw, df["db_industry"])


if __name__ == "__main__":
    basic = pd.read_parquet("daily_basic.parquet")
    ans = calc(basic)
    ans.name = "cheap_quality_neutral"
    ans.to_frame().to_hdf("result.h5", key="data")
