import pandas as pd


def calculate_Turnover_PE_Blend():
    basic = pd.read_hdf("daily_basic.h5", columns=["db_pe_ttm", "db_turnover_rate"])
    ep = 1.0 / basic["db_pe_ttm"]
    turn = basic["db_turnover_rate"].groupby("instrument").transform(lambda s: s.rolling(window=15, min_periods=5).mean())
    (ep.rank(pct=True) - turn.rank(pct=True)).to_frame("Turnover_PE_Blend").to_hdf("result.h5", key="data")


calculate_Turnover_PE_Blend()
