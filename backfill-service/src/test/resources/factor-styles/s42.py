import warnings

import pandas as pd
from joblib import Parallel, delayed

warnings.filterwarnings("ignore")


def worker(code, frame):
    frame = frame.sort_index()
    close, vol = frame["$close"], frame["$volume"]
    vwap = (close * vol).rolling(15).sum() / vol.rolling(15).sum()
    return code, (close - vwap) / vwap


def main():
    df = pd.read_hdf("daily_pv.h5", key="data")
    jobs = (delayed(worker)(code, sub) for code, sub in df.groupby(level="instrument"))
    results = Parallel(n_jobs=-1)(jobs)
    merged = pd.concat([s for _, s in results])
    merged.name = "rolling_vwap_gap_15"
    merged.sort_index().to_frame().to_hdf("result.h5", key="data")


if __name__ == "__main__":
    main()
