import pandas as pd


def calculate_Frame_Alias_Chain():
    raw = pd.read_hdf("daily_pv.h5", key="data")
    data = raw
    view = data.copy()
    view["prev"] = view.groupby(level="instrument")["$close"].shift(1)
    view["tr"] = pd.concat(
        [
            view["$high"] - view["$low"],
            (view["$high"] - view["prev"]).abs(),
            (view["$low"] - view["prev"]).abs(),
        ],
        axis=1,
    ).max(axis=1)
    atr = view["tr"].groupby(level="instrument").transform(lambda t: t.rolling(13).mean())
    atr.to_frame("Frame_Alias_Chain").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Frame_Alias_Chain()
