import pandas as pd

CONFIG = {
    "columns": {"price": "$close", "activity": "$volume"},
    "windows": {"short": 6, "long": 30},
}


def calculate_Dict_Config():
    df = pd.read_hdf("daily_pv.h5", key="data")
    price = df[CONFIG["columns"]["price"]]
    activity = df[CONFIG["columns"]["activity"]]
    out = 0
    for label, n in CONFIG["windows"].items():
        out = out + (price * activity).groupby("instrument").transform(lambda s: s.rolling(n).mean())
    out.to_frame("Dict_Config").to_hdf("result.h5", key="data")


calculate_Dict_Config()
