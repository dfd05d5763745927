"""What was tried first:

def calculate_Overnight_Skew_15():
    return None


class Tide_Depth_9Factor:
    name = "Tide_Depth_9"
"""
import pandas as pd


def main():
    # calculate_Calm_Vwap_31 was too slow
    t = pd.read_hdf("daily_pv.h5", key="data")
    turn = t["$amount"] / t["$volume"]
    value = turn.groupby(level="instrument").pct_change(8)
    value.to_frame("Unit_Price_Step_8").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    main()
