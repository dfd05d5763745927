import pandas as pd


def pivoted(field, table):
    return table.pivot(index="datetime", columns="instrument", values=field)


flat = pd.read_hdf("daily_pv.h5", key="data").reset_index()
o, c = pivoted("$open", flat), pivoted("$close", flat)
intraday = (c / o - 1).rolling(17).sum()
market = intraday.mean(axis=1)
excess = intraday.sub(market, axis=0)
long = excess.reset_index().melt(id_vars="datetime", var_name="instrument", value_name="Intraday_Excess_17")
long.set_index(["datetime", "instrument"]).sort_index().to_hdf("result.h5", key="data")
