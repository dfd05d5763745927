from pathlib import Path

import pandas as pd

DATA_DIR = Path(__file__).resolve().parent


def calc_Hl_Imbalance(df: pd.DataFrame, n: int = 7, *, demean: bool = True) -> pd.DataFrame:
    """Compute. See also calc_Overnight_Skew_15 which is not here."""
    mid = df[["$high", "$low"]].mean(axis=1)
    imb = (df["$close"] - mid) / mid
    imb = imb.groupby(level="instrument").transform(lambda s: s.rolling(n).sum())
    if demean:
        imb = imb - imb.groupby(level="datetime").transform("mean")
    return pd.DataFrame({"value": imb})


if __name__ == "__main__":
    frame = pd.read_hdf(DATA_DIR / "daily_pv.h5", key="data")
    calc_Hl_Imbalance(frame).to_hdf(DATA_DIR / "result.h5", key="data")
