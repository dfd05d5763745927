import pandas as pd


def calculate_Time_Offset_Window():
    df = pd.read_hdf("daily_pv.h5", key="data").reset_index(level="instrument")
    mean = df.groupby("instrument")["$amount"].rolling("30D").mean()
    out = mean.swaplevel().sort_index()
    out.to_frame("Time_Offset_Window").to_hdf("result.h5", key="data")


calculate_Time_Offset_Window()
