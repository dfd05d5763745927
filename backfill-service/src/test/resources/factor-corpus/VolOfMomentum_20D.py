import pandas as pd


def calculate_VolOfMomentum_20D():
    df = pd.read_hdf("daily_pv.h5", key="data")
    close = df["$close"].unstack("instrument")
    vol = close.pct_change(20).rolling(60).std()
    vol.stack().rename("VolOfMomentum_20D").to_frame().to_hdf("result.h5", key="data")


calculate_VolOfMomentum_20D()
