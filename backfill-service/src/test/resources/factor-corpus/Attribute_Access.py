import pandas as pd


def calculate_Attribute_Access():
    df = pd.read_hdf("daily_pv.h5", key="data")
    df.columns = [c.replace("$", "") for c in df.columns]
    dollar = df.close * df.volume
    df["avg"] = dollar.groupby(level="instrument").transform(lambda x: x.rolling(8).mean())
    df.avg.to_frame("Attribute_Access").to_hdf("result.h5", key="data")


calculate_Attribute_Access()
