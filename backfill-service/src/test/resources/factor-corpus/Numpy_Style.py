import numpy as np
import pandas as pd


def moving_average(values, n):
    kernel = np.ones(n) / n
    return np.convolve(values, kernel, mode="same")


def Numpy_Style(df):
    close = df["$close"].to_numpy()
    volume = df["$volume"].values
    lagged = np.roll(close, 3)
    view = np.lib.stride_tricks.sliding_window_view(volume, 15)
    return (close / lagged)[14:] * view.mean(axis=1)
