import os
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent


def calculate_Path_Join():
    source = HERE / "moneyflow.h5"
    df = pd.read_hdf(str(source), key="data")
    values = df["mf_main_net_amt"].groupby(level="instrument").shift(periods=3)
    values.to_frame("Path_Join").to_hdf(os.path.join(HERE, "result.h5"), key="data")


calculate_Path_Join()
