import pandas as pd


def factor_Gap_Fade_5(d):
    gap = d["$open"] / d.groupby(level="instrument")["$close"].shift(1) - 1
    return -gap.groupby(level="instrument").transform(lambda g: g.rolling(5).mean())


def factor_Volume_Calm_40(d):
    v = d["$volume"].groupby(level="instrument")
    return v.transform(lambda g: g.rolling(40).std() / g.rolling(40).mean())


def main():
    d = pd.read_hdf("daily_pv.h5", key="data")
    frames = [
        factor_Gap_Fade_5(d).rename("Gap_Fade_5"),
        factor_Volume_Calm_40(d).rename("Volume_Calm_40"),
    ]
    pd.concat(frames, axis=1).to_hdf("result.h5", key="data")


if __name__ == "__main__":
    main()
