import pandas as pd
from common.io import read_prices, write_result

prices = read_prices("daily_pv.h5")
spread = (prices["$high"] - prices["$low"]) / prices["$close"]
out = spread.groupby(level="instrument").rolling(7).max().droplevel(0)
write_result(pd.DataFrame({"Imported_Reader_7": out}))
