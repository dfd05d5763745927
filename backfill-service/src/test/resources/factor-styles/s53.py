from factor_utils import load


def run(df):
    return df.groupby(level="instrument")["$close"].transform(lambda s: s.rolling(12).mean())


if __name__ == "__main__":
    run(load()).to_frame("Imported_Table_12").to_hdf("result.h5", key="data")
