import pandas as pd

WINDOWS = [5, 10, 20, 60, 120]


def calculate_MultiWindow_Momentum():
    df = pd.read_hdf("daily_pv.h5", key="data")
    total = 0
    for w in WINDOWS:
        total = total + df.groupby(level="instrument")["$close"].pct_change(w)
    (total / len(WINDOWS)).to_frame("MultiWindow_Momentum").to_hdf("result.h5", key="data")


calculate_MultiWindow_Momentum()
