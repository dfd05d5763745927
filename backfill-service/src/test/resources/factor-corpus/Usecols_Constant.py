import pandas as pd

NEEDED = ["$close"]
FLOW = ["mf_net_amt"]


def calculate_Usecols_Constant():
    px = pd.read_hdf("daily_pv.h5", key="data", columns=NEEDED)
    fl = pd.read_parquet("moneyflow.parquet", columns=FLOW)
    both = px.join(fl)
    norm = both[FLOW[0]] / both[NEEDED[0]]
    norm.groupby(level=1).diff(9).to_frame("Usecols_Constant").to_hdf("result.h5", key="data")


calculate_Usecols_Constant()
