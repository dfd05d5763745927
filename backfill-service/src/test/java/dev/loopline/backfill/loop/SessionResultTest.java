package dev.loopline.backfill.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.kit.session.SessionExperiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the session says of the experiment, beside what lies in the workspace. */
class SessionResultTest {

    @TempDir
    Path home;

    /** The experiment: {@code -} is not known, else whether it ran, with its figures. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // From the cache of RD-Agent: templates only.
                "factor, ran IC, conf.yaml, true",
                "model, ran IC, conf.yaml, true",
                "unknown, ran IC, conf.yaml, true",
                "model, ran, conf.yaml, false",
                // The table is written before the backtest.
                "factor, stopped, combined_factors_df.parquet, false",
                "factor, stopped, combined_factors_df.parquet+qlib_res.csv, false",
                "factor, stopped, combined_factors_df.pkl+qlib_res.csv+ret.parquet, true",
                "factor, stopped, combined_factors_df.parquet+factor_perf.json, true",
                "model, stopped, qlib_res.csv, false",
                "model, stopped, qlib_res.csv+ret.pkl, true",
                "unknown, stopped, combined_factors_df.parquet, false",
                // The session does not say it.
                "factor, -, combined_factors_df.pkl, true",
                "model, -, qlib_res.csv+ret.parquet, true",
                "model, -, ret.parquet, false",
                "unknown, -, qlib_res.csv+ret.parquet, true",
            })
    void believesFilesAndWhatTheSessionKept(String action, @Nullable String experiment, String files, boolean hasResult)
            throws IOException {
        // Given
        LoopFixture loop = new LoopFixture(home, 0, action);
        for (String file : files.split("\\+")) {
            loop.put(file, "{\"combinations\": [{\"windows\": [{\"sharpe\": 1.5}]}]}");
        }
        WorkspaceFolder folder = WorkspaceFolder.open(LoopFixture.MAIN, loop.file("."), 100, new Notes());

        // When
        boolean result = LoopResult.of(action, folder, experiment == null ? null : experiment(experiment));

        // Then
        assertThat(result).isEqualTo(hasResult);
    }

    private static SessionExperiment experiment(String words) {
        Map<String, Double> figures = words.contains("IC") ? Map.of("IC", 0.04) : Map.of();
        return new SessionExperiment(words.startsWith("ran"), figures, List.of(), 0, 0, Map.of());
    }
}
