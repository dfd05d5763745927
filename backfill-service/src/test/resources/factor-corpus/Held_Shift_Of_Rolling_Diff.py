import pandas as pd


def calculate_Held_Shift_Of_Rolling_Diff():
    df = pd.read_hdf("daily_pv.h5", key="data").sort_index()
    inst = df.index.get_level_values("instrument")
    base = df["$close"] - df["$low"]
    s1 = base.groupby(inst).diff(3)
    s2 = s1.groupby(inst).transform(lambda x: x.rolling(30).quantile(0.8))
    s3 = s2.groupby(inst).shift(5)
    s3.to_frame("Held_Shift_Of_Rolling_Diff").to_hdf("result.h5", key="data")


calculate_Held_Shift_Of_Rolling_Diff()
