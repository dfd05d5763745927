import pandas as pd


def calculate_VolRatio_5D_20D():
    df = pd.read_hdf("daily_pv.h5", key="data")
    vol = df["$volume"].unstack()
    ratio = vol.rolling(window=5).mean() / vol.rolling(window=20).mean()
    ratio.stack().to_frame("VolRatio_5D_20D").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_VolRatio_5D_20D()
