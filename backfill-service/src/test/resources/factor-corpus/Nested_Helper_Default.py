import pandas as pd

DEFAULT = 24


def calculate_Nested_Helper_Default():
    df = pd.read_hdf("daily_pv.h5", key="data")

    def lowest(frame, n=DEFAULT, col="$low"):
        return frame.groupby(level="instrument")[col].transform(lambda s: s.rolling(n).min())

    (df["$close"] / lowest(df) - 1).to_frame("Nested_Helper_Default").to_hdf("result.h5", key="data")


calculate_Nested_Helper_Default()
