package dev.loopline.samples.content;

import dev.loopline.samples.plan.Factor;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Python sources of factors, in the styles that language models write them; with comments and blank lines inside. */
final class FactorSource {

    private static final List<String> COLUMNS =
            List.of("open_", "close", "high", "low", "volume", "mf_main_net_amt", "db_pb", "db_turnover_rate");
    private static final Pattern NOT_IN_IDENTIFIER = Pattern.compile("[^\\p{L}\\p{N}_]");

    private FactorSource() {}

    /** The whole file. It is valid Python also where the factor's name is no identifier. */
    static String of(Factor factor) {
        return switch (factor.style()) {
            case READS_FILE -> readsFile(factor);
            case TAKES_FRAME -> takesFrame(factor);
            case IS_CLASS -> isClass(factor);
        };
    }

    private static String readsFile(Factor factor) {
        return """
                import pandas as pd


                def calculate_%1$s():
                    # the data set is indexed by datetime and instrument
                    df = pd.read_hdf("%2$s", key="data")

                %3$s

                    # one column, named like the factor
                    result = (%4$s).to_frame("%5$s")
                    result.to_hdf("result.h5", key="data")


                if __name__ == "__main__":
                    calculate_%1$s()
                """.formatted(
                identifier(factor), factor.source(), assignments(factor, "    "), factor.pandas(), factor.name());
    }

    private static String takesFrame(Factor factor) {
        return """
                import numpy as np
                import pandas as pd


                def _clean(series: pd.Series) -> pd.Series:
                    return series.replace([np.inf, -np.inf], np.nan)


                def %1$s(df: pd.DataFrame) -> pd.Series:
                    \"""%2$s

                    Formula: %3$s
                    \"""
                %4$s

                    return _clean(%5$s)


                if __name__ == "__main__":
                    data = pd.read_hdf("%6$s", key="data")
                    %1$s(data).to_frame("%7$s").to_hdf("result.h5", key="data")
                """.formatted(
                        identifier(factor),
                        factor.description(),
                        factor.expression(),
                        assignments(factor, "    "),
                        factor.pandas(),
                        factor.source(),
                        factor.name());
    }

    private static String isClass(Factor factor) {
        return """
                import pandas as pd


                class %1$s:
                    \"""%2$s\"""

                    def __init__(self, fill_value: float = 0.0):
                        self.fill_value = fill_value

                    def fit_transform(self, df: pd.DataFrame) -> pd.DataFrame:
                        # no state is learned
                %3$s

                        values = %4$s
                        return values.fillna(self.fill_value).to_frame("%5$s")


                if __name__ == "__main__":
                    data = pd.read_hdf("%6$s", key="data")
                    %1$s().fit_transform(data).to_hdf("result.h5", key="data")
                """.formatted(
                        identifier(factor),
                        factor.description(),
                        assignments(factor, "        "),
                        factor.pandas(),
                        factor.name(),
                        factor.source());
    }

    private static String assignments(Factor factor, String indent) {
        return COLUMNS.stream()
                .filter(variable -> Pattern.compile("\\b" + variable + "\\b")
                        .matcher(factor.pandas())
                        .find())
                .map(variable -> indent + variable + " = df[\"" + column(variable) + "\"]")
                .collect(Collectors.joining("\n"));
    }

    private static String column(String variable) {
        return variable.startsWith("mf_") || variable.startsWith("db_") ? variable : "$" + variable.replace("_", "");
    }

    private static String identifier(Factor factor) {
        return NOT_IN_IDENTIFIER.matcher(factor.name()).replaceAll("_");
    }
}
