import pandas as pd

PAIRS = [("$open", "$close"), ("$low", "$high")]
WEIGHTS = (0.6, 0.4)


def calculate_Zip_Pairs():
    df = pd.read_hdf("daily_pv.h5", key="data")
    score = 0
    for (left, right), weight in zip(PAIRS, WEIGHTS):
        score = score + weight * (df[right] / df[left] - 1)
    score.groupby(level="instrument").rolling(window=12).mean().droplevel(0).to_frame("Zip_Pairs").to_hdf("result.h5", key="data")


calculate_Zip_Pairs()
