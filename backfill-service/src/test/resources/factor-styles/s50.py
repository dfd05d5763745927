import pandas as pd


class Tide_Depth_9Factor:
    name = "Tide_Depth_9"

    def compute(self, df):
        depth = df["$low"] / df.groupby(level="instrument")["$low"].transform(lambda x: x.rolling(9).max())
        return (1 - depth).to_frame(self.name)


if __name__ == "__main__":
    Tide_Depth_9Factor().compute(pd.read_hdf("daily_pv.h5", key="data")).to_hdf("result.h5", key="data")
