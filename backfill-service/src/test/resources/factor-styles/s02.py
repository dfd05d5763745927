"""Amihud style illiquidity.

Usage: python factor.py --source daily_pv.h5 --target result.h5
"""
import argparse
import sys

import pandas as pd

FACTOR_NAME = "illiq_amihud_25"


def parse_args(argv=None):
    parser = argparse.ArgumentParser(description="illiquidity")
    parser.add_argument("--source", default="daily_pv.h5")
    parser.add_argument("--target", default="result.h5")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args(argv)


def compute(panel: pd.DataFrame, window: int = 25) -> pd.Series:
    ret = panel.groupby(level="instrument")["$close"].pct_change().abs()
    money = panel["$close"] * panel["$volume"]
    ratio = ret / money.where(money > 0)
    return ratio.groupby(level="instrument").transform(lambda s: s.rolling(window, min_periods=5).mean())


def main(argv=None) -> int:
    args = parse_args(argv)
    panel = pd.read_hdf(args.source, key="data")
    values = compute(panel)
    values.to_frame(FACTOR_NAME).to_hdf(args.target, key="data")
    return 0


if __name__ == "__main__":
    sys.exit(main())
