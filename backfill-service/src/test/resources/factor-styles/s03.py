import logging
from pathlib import Path

import pandas as pd

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)

HERE = Path(".")
INPUT, OUTPUT = HERE / "daily_pv.h5", HERE / "result.h5"


def load() -> pd.DataFrame:
    log.info("loading %s", INPUT)
    return pd.read_hdf(INPUT, key="data")


def main() -> None:
    def spread(frame):
        return (frame["$high"] - frame["$low"]) / frame["$low"]

    def smooth(series, length):
        return series.groupby(level=1).transform(lambda v: v.ewm(span=length, adjust=False).mean())

    panel = load()
    fast, slow = smooth(spread(panel), 6), smooth(spread(panel), 24)
    answer = (fast - slow).rename("RangeOscillator_6_24")
    answer.to_frame().to_hdf(OUTPUT, key="data")
    log.info("done")


if __name__ == "__main__":
    main()
