from collections import deque

import pandas as pd


def Held_Deque_Loop(df):
    buffer = deque(maxlen=12)
    out = []
    for price in df["$close"]:
        buffer.append(price)
        out.append(price / (sum(buffer) / len(buffer)) - 1)
    return pd.Series(out, index=df.index)
