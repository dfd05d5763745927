import logging

import pandas as pd

log = logging.getLogger(__name__)


def calculate_Whole_Try_Wrapper():
    try:
        df = pd.read_hdf("daily_pv.h5", key="data")
        ma = df["$close"].groupby(level="instrument").transform(lambda s: s.rolling(10).mean())
        result = (df["$close"] / ma).to_frame("Whole_Try_Wrapper")
        result.to_hdf("result.h5", key="data")
    except Exception as e:
        log.error("failed: %s", e)
        raise


if __name__ == "__main__":
    calculate_Whole_Try_Wrapper()
