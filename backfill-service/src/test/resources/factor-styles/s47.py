import numpy as np
import pandas as pd


def zscore(x: pd.Series) -> pd.Series:
    return (x - x.mean()) / (x.std() + 1e-9)


def compute_size_neutral_momentum(df):
    mom = df["$close"].groupby(level="instrument").apply(lambda s: s.shift(5) / s.shift(65) - 1).droplevel(0)
    size = np.log(df["db_total_mv"])
    data = pd.DataFrame({"y": mom, "x": size}).dropna()

    def resid(day):
        X = np.column_stack([np.ones(len(day)), day["x"]])
        beta, *_ = np.linalg.lstsq(X, day["y"], rcond=None)
        return day["y"] - X @ beta

    res = data.groupby(level="datetime", group_keys=False).apply(resid)
    return res.groupby(level="datetime").transform(zscore)


if __name__ == "__main__":
    merged = pd.concat([pd.read_hdf("daily_pv.h5"), pd.read_hdf("daily_basic.h5")], axis=1)
    compute_size_neutral_momentum(merged).to_frame("sizeNeutralMomentum").to_hdf("result.h5", key="data")
