import pandas as pd
import polars as pl

lazy = pl.from_pandas(pd.read_hdf("daily_pv.h5", key="data").reset_index()).lazy()
done = (
    lazy.sort("instrument", "datetime")
    .with_columns(
        (pl.col("$amount") / pl.col("$volume")).alias("unit"),
    )
    .with_columns(
        pl.col("unit").rolling_mean(window_size=14).over("instrument").alias("base"),
    )
    .with_columns((pl.col("unit") / pl.col("base") - 1).alias("UnitPrice_Gap_14"))
    .select("datetime", "instrument", "UnitPrice_Gap_14")
    .collect()
)
done.to_pandas().set_index(["datetime", "instrument"]).to_hdf("result.h5", key="data")
