import numpy as np
import pandas as pd


def calculate_Held_Intraday_Intensity_21D():
    # Load data
    data = pd.read_hdf('daily_pv.h5', key='data')

    # Ensure correct ordering
    data = data.reset_index()
    data['datetime'] = pd.to_datetime(data['datetime'])
    data = data.sort_values(by=['instrument', 'datetime'])
    data = data.set_index(['datetime', 'instrument'])

    high, low, close = data['$high'], data['$low'], data['$close']
    volume = data['$volume'].astype(float)

    money_flow_multiplier = ((close - low) - (high - close)) / (high - low).replace(0, np.nan)
    money_flow_volume = money_flow_multiplier * volume

    cmf = (
        money_flow_volume.groupby(level='instrument').rolling(window=21, min_periods=10).sum().reset_index(level=0, drop=True)
        / volume.groupby(level='instrument').rolling(window=21, min_periods=10).sum().reset_index(level=0, drop=True)
    )
    cmf = cmf.replace([np.inf, -np.inf], np.nan)

    result = pd.DataFrame({'Held_Intraday_Intensity_21D': cmf})
    result.to_hdf('result.h5', key='data', mode='w')


if __name__ == '__main__':
    calculate_Held_Intraday_Intensity_21D()
