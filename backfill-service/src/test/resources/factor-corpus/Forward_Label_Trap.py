import pandas as pd


def calculate_Forward_Label_Trap():
    df = pd.read_hdf("daily_pv.h5", key="data")
    g = df.groupby(level="instrument")["$close"]
    future = g.shift(-5)
    past = g.shift(10)
    (df["$close"] / past - 1).to_frame("Forward_Label_Trap").to_hdf("result.h5", key="data")


calculate_Forward_Label_Trap()
