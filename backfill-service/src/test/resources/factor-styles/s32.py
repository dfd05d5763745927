import pandas as pd

WEIGHTS = {"$close": 0.5, "$open": 0.3, "$vwap": 0.2}


def composite(df):
    total = 0
    for field, w in WEIGHTS.items():
        series = df[field]
        dev = series.groupby(level="instrument").transform(lambda s: (s - s.rolling(22).mean()) / s.rolling(22).std())
        total = total + w * dev
    return total


def write(values, name):
    values.to_frame(name).to_hdf("result.h5", key="data")


if __name__ == "__main__":
    write(composite(pd.read_hdf("daily_pv.h5", key="data")), "Composite_Deviation_22")
