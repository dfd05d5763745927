import pandas as pd


def calculate_Fill_Missing_Column():
    df = pd.read_hdf("daily_basic.h5", key="data")
    if "db_dv_ratio" not in df.columns:
        df["db_dv_ratio"] = 0.0
    out = df["db_dv_ratio"].fillna(0) * df["$close"]
    out.to_frame("Fill_Missing_Column").to_hdf("result.h5", key="data")


calculate_Fill_Missing_Column()
