import pandas as pd

NAMES = {"$open": "o", "$high": "h", "$low": "l", "$close": "c"}


def calculate_Rename_Map_All():
    df = pd.read_hdf("daily_pv.h5", key="data").rename(columns=NAMES)
    df["day"] = df["c"] / df["o"]
    df["f"] = df.groupby(level="instrument")["day"].shift(3)
    df[["f"]].rename(columns={"f": "Rename_Map_All"}).to_hdf("result.h5", key="data")


calculate_Rename_Map_All()
