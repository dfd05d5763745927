import pandas as pd

窗口 = 20


def calculate_动量_收益():
    """收益与成交量；不用 $open。"""
    数据 = pd.read_hdf("daily_pv.h5", key="data")
    收益 = 数据["$close"].groupby(level="instrument").pct_change(窗口)
    结果 = 收益 * 数据["$volume"].groupby(level="datetime").rank(pct=True)
    结果.to_frame("动量_收益").to_hdf("result.h5", key="data")


calculate_动量_收益()
