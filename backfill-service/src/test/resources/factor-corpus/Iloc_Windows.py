import pandas as pd


def calculate_Iloc_Windows():
    df = pd.read_hdf("daily_pv.h5", key="data")

    def drawdown(g):
        out = []
        for i in range(len(g)):
            part = g["$close"].iloc[max(0, i - 24) : i + 1]
            out.append(part.iloc[-1] / part.max() - 1)
        return pd.Series(out, index=g.index)

    res = df.groupby(level="instrument", group_keys=False).apply(drawdown)
    res.to_frame("Iloc_Windows").to_hdf("result.h5", key="data")


calculate_Iloc_Windows()
