import pandas as pd


def calculate_String_Formatting():
    df = pd.read_hdf("moneyflow.h5", key="data")
    total = 0
    for size in ["lg", "elg"]:
        buy = df["mf_buy_%s_amt" % size]
        sell = df["mf_sell_{}_amt".format(size)]
        total = total + buy - sell
    total.groupby(level="instrument").transform(lambda s: s.rolling(8).sum()).to_frame("String_Formatting").to_hdf("result.h5", key="data")


calculate_String_Formatting()
