package dev.loopline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultFilesTest {

    @ParameterizedTest
    @CsvSource({
        "qlib_res.csv+ret.pkl, true, false",
        "qlib_res.csv+ret.parquet, true, false",
        "qlib_res.csv, false, false",
        "ret.parquet, false, false",
        "combined_factors_df.parquet, false, true",
        "combined_factors_df.pkl, false, true",
        "conf.yaml, false, false",
    })
    void knowsTheFilesOfAllVersions(String files, boolean backtest, boolean table) {
        // Given
        List<String> there = List.of(files.split("\\+"));

        // Then
        assertThat(ResultFiles.hasBacktest(there::contains)).isEqualTo(backtest);
        assertThat(ResultFiles.hasFactorTable(there::contains)).isEqualTo(table);
    }
}
