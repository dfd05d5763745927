import pandas as pd
import talib


def calculate_Talib_Style():
    df = pd.read_hdf("daily_pv.h5", key="data")

    def one(g):
        return pd.Series(
            talib.ATR(g["$high"].values, g["$low"].values, g["$close"].values, timeperiod=14), index=g.index
        )

    df.groupby(level="instrument", group_keys=False).apply(one).to_frame("Talib_Style").to_hdf("result.h5", key="data")


calculate_Talib_Style()
