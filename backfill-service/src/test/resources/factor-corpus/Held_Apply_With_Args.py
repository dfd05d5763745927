import numpy as np
import pandas as pd


def slope(values, scale):
    x = np.arange(values.shape[0])
    return np.polyfit(x, values, 1)[0] * scale


def calculate_Held_Apply_With_Args():
    df = pd.read_hdf("daily_pv.h5", key="data")
    log_price = np.log(df["$close"])
    windows = {"slow": 45, "fast": 15}
    frames = [
        log_price.groupby(level="instrument").rolling(n).apply(slope, raw=True, args=(100,)).droplevel(0).rename(k)
        for k, n in windows.items()
    ]
    both = pd.concat(frames, axis=1)
    (both["fast"] - both["slow"]).to_frame("Held_Apply_With_Args").to_hdf("result.h5", key="data")


calculate_Held_Apply_With_Args()
