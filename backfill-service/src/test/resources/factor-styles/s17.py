import pandas as pd


def get_values(window=26, eps=1e-9):
    bars = pd.read_hdf("daily_pv.h5", key="data").sort_index()
    parts = []
    for code in bars.index.get_level_values("instrument").unique():
        bar = bars.xs(code, level="instrument")
        rng = bar["$high"].rolling(window).max() - bar["$low"].rolling(window).min()
        pos = (bar["$close"] - bar["$low"].rolling(window).min()) / (rng + eps)
        pos.index = pd.MultiIndex.from_product([pos.index, [code]], names=["datetime", "instrument"])
        parts.append(pos)
    result = pd.concat(parts).sort_index().to_frame()
    result.columns = ["Channel_Position_26"]
    return result


get_values().to_hdf("result.h5", key="data")
