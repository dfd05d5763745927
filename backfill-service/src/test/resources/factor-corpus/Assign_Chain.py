import pandas as pd


def calculate_Assign_Chain():
    (
        pd.read_hdf("daily_pv.h5", key="data")
        .assign(
            ret=lambda d: d["$close"] / d["$open"] - 1,
            dv=lambda d: d["$volume"] * d["ret"],
        )
        .groupby(level="instrument")["dv"]
        .rolling(6)
        .sum()
        .droplevel(0)
        .to_frame("Assign_Chain")
        .to_hdf("result.h5", key="data")
    )


calculate_Assign_Chain()
