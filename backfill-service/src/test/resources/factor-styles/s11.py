import pandas as pd


def run():
    q = pd.read_hdf("daily_pv.h5", key="data").rename(columns=lambda c: c.lstrip("$")).reset_index()
    q = q.query("volume > 0 and close > 1")
    q.eval(
        """
        body = close - open
        span = high - low
        """,
        inplace=True,
    )
    q = q.set_index(["datetime", "instrument"]).sort_index()
    q["Body_Share_10"] = (q["body"] / q["span"]).groupby(level="instrument").transform(lambda z: z.rolling(10).mean())
    q[["Body_Share_10"]].to_hdf("result.h5", key="data")


run()
