import pandas as pd


def calculate_Pivot_Table():
    df = pd.read_hdf("daily_pv.h5", key="data").reset_index()
    wide = df.pivot(index="datetime", columns="instrument", values="$close")
    mom = wide / wide.shift(30) - 1
    out = mom.stack()
    out.index.names = ["datetime", "instrument"]
    out.to_frame("Pivot_Table").to_hdf("result.h5", key="data")


calculate_Pivot_Table()
