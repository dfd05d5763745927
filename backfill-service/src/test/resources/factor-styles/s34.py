import pandas as pd

FACTOR = "Late_Session_Drift_19"


def _read():
    return pd.read_hdf("daily_pv.h5", key="data")


class Computation(object):
    window = 19
    eps = 1e-12

    @classmethod
    def from_disk(cls):
        obj = cls()
        obj.df = _read()
        return obj

    @staticmethod
    def _ratio(a, b):
        return a / (b + Computation.eps)

    def go(self):
        df = self.df
        num = (df["$close"] - df["$open"]).groupby(level="instrument").rolling(self.window).sum().droplevel(0)
        den = (df["$high"] - df["$low"]).groupby(level="instrument").rolling(self.window).sum().droplevel(0)
        df[FACTOR] = self._ratio(num, den)
        return df[[FACTOR]].dropna()


if __name__ == "__main__":
    Computation.from_disk().go().to_hdf("result.h5", key="data")
