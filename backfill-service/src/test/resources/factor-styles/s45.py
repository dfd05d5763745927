import pandas as pd


def main():
    pv = pd.read_hdf("daily_pv.h5", key="data")
    try:
        mf = pd.read_hdf("moneyflow.h5", key="data")
        pv = pv.join(mf[["mf_net_amt"]], how="left")
    except FileNotFoundError:
        pv["mf_net_amt"] = 0.0
    weight = pv["mf_net_amt"].groupby(level="instrument").transform(lambda s: s.rolling(6).sum())
    cap = pv["$close"].mul(pv["$volume"]).groupby(level="instrument").transform(lambda s: s.rolling(6).sum())
    pv["net_flow_share_6"] = weight.div(cap)
    pv.loc[:, "net_flow_share_6"].to_frame().to_hdf("result.h5", key="data")


if __name__ == "__main__":
    main()
