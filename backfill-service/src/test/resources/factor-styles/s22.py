import pandas as pd


def pieces(path):
    frame = pd.read_hdf(path, key="data")
    for code, stock in frame.groupby(level="instrument"):
        stock = stock.sort_index()
        hl = stock["$high"].rolling(2).max() / stock["$low"].rolling(2).min()
        atr = (hl - 1).rolling(20).mean()
        yield atr.rename("TwoDay_Range_20")


def main():
    merged = pd.concat(list(pieces("daily_pv.h5"))).sort_index()
    with pd.HDFStore("result.h5", mode="w") as store:
        store.put("data", merged.to_frame())


if __name__ == "__main__":
    main()
