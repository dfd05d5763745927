import pandas as pd

COLS = dict(p="$close", q="$amount")


def calculate_factor():
    df = pd.read_hdf("daily_pv.h5", key="data").unstack(level=1)
    px = df[COLS["p"]]
    am = df[COLS["q"]]
    heavy = am.gt(am.rolling(50).quantile(0.8))
    ret = px.pct_change(1)
    signal = ret.where(heavy).rolling(10, min_periods=1).mean()
    result = signal.stack(future_stack=True).to_frame()
    result.columns = ["heavy_day_return"]
    result.index.names = ["datetime", "instrument"]
    result.to_hdf("result.h5", key="data")
    return result


if __name__ == "__main__":
    calculate_factor()
