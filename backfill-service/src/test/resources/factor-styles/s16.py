import pandas as pd

def score():
    df = pd.read_hdf('daily_pv.h5', key='data')
    df.columns = [c.replace('$', '') for c in df.columns]
    g = df.groupby('instrument')
    cols = []
    for n in (3, 6, 12):
        col = f'roc_{n}'
        df[col] = g['close'].pct_change(n)
        cols.append(col)
    df['MultiRoc_Mean'] = df[cols].mean(axis=1)
    # weight by how active the stock is
    df['MultiRoc_Mean'] *= df.groupby('datetime')['volume'].rank(pct=True)
    return df[['MultiRoc_Mean']]

if __name__ == '__main__':
    score().to_hdf('result.h5', key='data', mode='w')
