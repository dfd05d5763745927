import pandas as pd


def calculate_Flow_Sizes_Sum():
    mf = pd.read_hdf("moneyflow.h5", key="data")
    total = None
    for size in ("sm", "md", "lg", "elg"):
        col = f"mf_{size}_net_amt"
        part = mf[col].fillna(0)
        total = part if total is None else total + part
    out = total.groupby(level="instrument").rolling(10).sum().droplevel(0)
    out.to_frame("Flow_Sizes_Sum").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Flow_Sizes_Sum()
