import pandas as pd


def calculate_Multi_Index_Loop():
    df = pd.read_hdf("daily_pv.h5", key="data")
    frames = []
    for code, sub in df.groupby(level="instrument"):
        sub = sub.droplevel("instrument")
        low = sub["$low"].rolling(18).min()
        value = sub["$close"] / low
        piece = value.to_frame("Multi_Index_Loop")
        piece["instrument"] = code
        frames.append(piece.reset_index())
    out = pd.concat(frames).set_index(["datetime", "instrument"])
    out.to_hdf("result.h5", key="data")


calculate_Multi_Index_Loop()
