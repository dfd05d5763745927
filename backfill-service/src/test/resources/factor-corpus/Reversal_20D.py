import pandas as pd

# the name says 20 days, the window was changed later
LOOKBACK = 60


def calculate_Reversal_20D():
    df = pd.read_hdf("daily_pv.h5", key="data")
    ret = df.groupby("instrument")["$close"].pct_change(LOOKBACK)
    (-ret).to_frame("Reversal_20D").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Reversal_20D()
