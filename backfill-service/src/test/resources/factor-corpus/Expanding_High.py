import pandas as pd


def calculate_Expanding_High():
    df = pd.read_hdf("daily_pv.h5", key="data")
    top = df.groupby(level="instrument")["$high"].expanding().max().droplevel(0)
    (df["$close"] / top).to_frame("Expanding_High").to_hdf("result.h5", key="data")


calculate_Expanding_High()
