import json

import pandas as pd


def calculate_Columns_From_Schema():
    with open("daily_pv_schema.json") as f:
        schema = json.load(f)
    names = [c["name"] for c in schema["columns"]]
    df = pd.read_hdf("daily_pv.h5", key="data")
    price = next(c for c in names if c.endswith("close"))
    x = df[price] * df["$volume"]
    x.groupby(level="instrument").diff(5).to_frame("Columns_From_Schema").to_hdf("result.h5", key="data")


calculate_Columns_From_Schema()
