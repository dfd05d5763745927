import numpy as np
import pandas as pd


class BaseFactor:
    name = "base"
    price = "$close"

    def __init__(self, path="daily_pv.h5"):
        self.path = path
        self.df = None

    def load(self):
        self.df = pd.read_hdf(self.path, key="data")
        return self

    def save(self, values):
        values.to_frame(self.name).to_hdf("result.h5", key="data")


class Class_With_Methods(BaseFactor):
    name = "Class_With_Methods"
    SHORT, LONG = 20, 60

    def returns(self):
        return self.df[self.price].groupby(level="instrument").pct_change()

    def vol(self, n):
        return self.returns().groupby(level="instrument").transform(lambda r: r.rolling(n).std())

    def compute(self):
        ratio = self.vol(self.SHORT) / self.vol(self.LONG)
        return ratio * np.sign(self.df["$volume"])

    def run(self):
        self.load()
        self.save(self.compute())


if __name__ == "__main__":
    Class_With_Methods().run()
