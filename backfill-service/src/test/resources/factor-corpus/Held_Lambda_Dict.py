import pandas as pd

SHAPES = {
    "body": lambda d: (d["$close"] - d["$open"]).abs(),
    "range": lambda d: d["$high"] - d["$low"],
}


def calculate_Held_Lambda_Dict():
    d = pd.read_hdf("daily_pv.h5", key="data")
    values = {k: f(d) for k, f in SHAPES.items()}
    out = values["body"] / values["range"]
    out.to_frame("Held_Lambda_Dict").to_hdf("result.h5", key="data")


calculate_Held_Lambda_Dict()
