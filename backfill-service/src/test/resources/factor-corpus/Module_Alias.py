import pandas as p
from pandas import read_hdf as load
from numpy import log as ln, where


def calculate_Module_Alias():
    frame = load("daily_pv.h5", key="data")
    get = frame.__getitem__
    c, o = frame["$close"], frame["$open"]
    up = where(c > o, 1.0, 0.0)
    series = p.Series(up, index=frame.index)
    streak = series.groupby(level="instrument").rolling(11).sum().droplevel(0)
    (streak * ln(c)).to_frame("Module_Alias").to_hdf("result.h5", key="data")


calculate_Module_Alias()
