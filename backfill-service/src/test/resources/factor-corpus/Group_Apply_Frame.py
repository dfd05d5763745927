import pandas as pd


def per_stock(g):
    g = g.sort_index()
    ret = g["$close"].pct_change()
    dv = g["$volume"].pct_change()
    return ret.rolling(20).corr(dv)


def calculate_Group_Apply_Frame():
    df = pd.read_hdf("daily_pv.h5", key="data")
    res = df.groupby(level="instrument", group_keys=False).apply(per_stock)
    res.to_frame("Group_Apply_Frame").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Group_Apply_Frame()
