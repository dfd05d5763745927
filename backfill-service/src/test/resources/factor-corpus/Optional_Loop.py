import pandas as pd


def calculate_Optional_Loop():
    df = pd.read_hdf("moneyflow.h5", key="data")
    acc = df["$volume"] * 0.0
    for name in ("mf_a", "mf_b", "mf_c"):
        if name not in df.columns:
            continue
        acc = acc + df[name].fillna(0.0)
    acc.groupby(level="instrument").rolling(4).sum().droplevel(0).to_frame("Optional_Loop").to_hdf("result.h5", key="data")


calculate_Optional_Loop()
