import pandas as pd

FEATURE = "Delayed_Flow_Surprise"


def _flat(path):
    table = pd.read_hdf(path, key="data")
    return table.reset_index().sort_values("datetime")


def compute_delayed_flow_surprise():
    prices, flows = _flat("daily_pv.h5"), _flat("moneyflow.h5")
    both = pd.merge_asof(prices, flows, on="datetime", by="instrument", direction="backward")
    both = both.sort_values(["instrument", "datetime"])
    expected = both.groupby("instrument")["mf_lg_net_amt"].transform(lambda s: s.shift(2).rolling(20).mean())
    surprise = (both["mf_lg_net_amt"] - expected) / both["$close"]
    both[FEATURE] = surprise
    return both.set_index(["datetime", "instrument"])[[FEATURE]]


if __name__ == "__main__":
    compute_delayed_flow_surprise().to_hdf("result.h5", key="data")
