import pandas as pd

MF_COL = "mf_main_net_amt"
AMOUNT_COL = "$amount"
N = 5


def calculate_MF_Main_Net_Amt_Ratio_5D():
    price = pd.read_hdf("daily_pv.h5", key="data")
    flow = pd.read_hdf("moneyflow.h5", key="data")
    df = price.join(flow, how="left")
    by_stock = df.groupby(level="instrument")
    net = by_stock[MF_COL].transform(lambda x: x.rolling(N, min_periods=1).sum())
    amt = by_stock[AMOUNT_COL].transform(lambda x: x.rolling(N, min_periods=1).sum())
    out = (net / amt).rename("MF_Main_Net_Amt_Ratio_5D").to_frame()
    out.to_hdf("result.h5", key="data")


calculate_MF_Main_Net_Amt_Ratio_5D()
