import pandas as pd

params = {
    "source": "daily_pv.h5",
    "columns": ["$close", "$high"],
    "name": "Pullback_From_High_55",
    "n": 55,
}


def run_factor(source, columns, name, n):
    table = pd.read_hdf(source, key="data")[columns]
    close, high = (table[c] for c in columns)
    top = high.groupby(level="instrument").rolling(n).max().reset_index(level=0, drop=True)
    out = close.div(top).sub(1.0)
    out = out.to_frame(name=name)
    return out


run_factor(**params).to_hdf("result.h5", key="data")
