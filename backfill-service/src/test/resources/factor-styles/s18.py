import pandas as pd

PREFIX = "EntropyProxy"
WINDOW = 32
NAME = f"{PREFIX}_{WINDOW}D"


class Pipeline:
    def __init__(self, frame):
        self.frame = frame
        self.result = None

    def returns(self):
        self.frame["ret"] = self.frame.groupby(level="instrument")["$close"].pct_change()
        return self

    def signs(self):
        self.frame["pos"] = (self.frame["ret"] > 0).astype(float)
        return self

    def rolling(self):
        p = self.frame.groupby(level="instrument")["pos"].transform(lambda x: x.rolling(WINDOW).mean())
        self.result = -(p * p + (1 - p) ** 2)
        return self

    def save(self):
        self.result.to_frame(name=NAME).to_hdf("result.h5", key="data")


if __name__ == "__main__":
    Pipeline(pd.read_hdf("daily_pv.h5", key="data")).returns().signs().rolling().save()
