# -*- coding: utf-8 -*-
"""量价背离因子(24日)"""
import pandas as pd

因子名 = "量价背离_24"


def 读取数据(文件="daily_pv.h5"):
    return pd.read_hdf(文件, key="data")


def 计算(数据, 窗口=24):
    价 = 数据["$vwap"].groupby(level="instrument")
    量 = 数据["$volume"].groupby(level="instrument")
    价位 = 价.transform(lambda x: x.rolling(窗口).rank(pct=True))
    量位 = 量.transform(lambda x: x.rolling(窗口).rank(pct=True))
    return 价位 - 量位


if __name__ == "__main__":
    结果 = 计算(读取数据())
    结果.to_frame(因子名).to_hdf("result.h5", key="data")
