package dev.loopline.backfill.code.python;

import java.util.List;
import java.util.Set;

/** Methods of tables, series and groups in pandas: what is none of them is the name of a column. */
final class PandasNames {

    private static final Set<String> KNOWN = Set.copyOf(List.of("""
            abs add add_prefix add_suffix agg aggregate align all any append apply applymap asfreq asof assign astype
            at_time autocorr backfill between between_time bfill bool boxplot clip combine combine_first compare
            convert_dtypes copy corr corrwith count cov cummax cummin cumprod cumsum cumcount describe diff div divide dot
            drop drop_duplicates droplevel dropna duplicated eq equals eval ewm expanding explode factorize ffill fillna
            filter first first_valid_index floordiv from_dict from_records ge get get_group groupby groups gt head hist
            iat idxmax idxmin iloc infer_objects info insert interpolate is_unique isin isna isnull items iteritems
            iterrows itertuples join keys kurt kurtosis last last_valid_index le loc lt map mask max mean median melt
            memory_usage merge min mod mode mul multiply ne ngroup ngroups nlargest notna notnull nsmallest nth nunique ohlc
            pad pct_change pipe pivot pivot_table plot pop pow prod product quantile query rank rdiv reindex reindex_like
            rename rename_axis reorder_levels repeat replace resample reset_index rfloordiv rmod rmul rolling round rpow
            rsub rtruediv sample searchsorted sem select_dtypes set_axis set_flags set_index shift skew sort_index
            sort_values squeeze stack std sub subtract sum swapaxes swaplevel tail take to_csv to_dict to_excel
            to_feather to_frame to_hdf to_json to_list to_numpy to_parquet to_period to_pickle to_records to_string
            to_timestamp tolist transform transpose truediv truncate tshift tz_convert tz_localize unique unstack update
            value_counts values var view where xs indices name names levels nlevels dtype level array
            """.strip().split("\\s+")));

    private PandasNames() {}

    static boolean isKnown(String name) {
        return KNOWN.contains(name) || name.startsWith("_");
    }
}
