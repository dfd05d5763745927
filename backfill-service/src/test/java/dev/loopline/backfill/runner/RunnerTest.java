package dev.loopline.backfill.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.jinja.Variables;
import dev.loopline.kit.session.Generation;
import dev.loopline.kit.session.SessionExperiment;
import dev.loopline.kit.session.SessionTask;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the runners of each generation execute, and with which values. */
class RunnerTest {

    private static final String OLD = "conf.yaml conf_combined.yaml";
    private static final String FACTORS =
            "conf_baseline.yaml conf_combined_factors.yaml conf_combined_factors_sota_model.yaml";
    private static final String MODELS = "conf_baseline_factors_model.yaml conf_sota_factors_model.yaml";

    /**
     * The session: {@code -} says nothing, else the numbers of accepted experiments of factors and of models. The folder: t a
     * table of factors, m a model.py, r the figures of the backtest.
     */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "V0_3, factor, OLD, 0/0, tr, conf_combined.yaml",
                "V0_3, factor, OLD, -, '', conf_combined.yaml",
                "V0_4, model, conf.yaml, 0/0, mr, conf.yaml",
                "UNKNOWN, factor, OLD, -, tr, conf_combined.yaml",
                "V0_5, factor, FACTORS, 0/0, tr, conf_combined_factors.yaml",
                "V1_0, factor, FACTORS, 0/1, tmr, conf_combined_factors_sota_model.yaml",
                "V1_0, factor, FACTORS, 3/1, '', conf_combined_factors_sota_model.yaml",
                "V0_5, factor, FACTORS, -, tmr, conf_combined_factors_sota_model.yaml",
                "V0_5, factor, FACTORS, -, tr, conf_combined_factors.yaml",
                "V0_5, factor, FACTORS, -, '', conf_combined_factors.yaml conf_combined_factors_sota_model.yaml",
                "V0_5, factor, FACTORS conf_combined_factors_dynamic.yaml, 0/0, tr, conf_combined_factors_dynamic.yaml",
                "V0_5, factor, FACTORS conf_combined_factors_dynamic.yaml, 0/1, tmr, conf_combined_factors_sota_model.yaml",
                "V0_5, unknown, FACTORS, 0/0, tr, conf_combined_factors.yaml",
                "V0_5, model, FACTORS, 0/0, tr, conf_combined_factors.yaml",
                "V0_5, model, MODELS, 0/0, mr, conf_baseline_factors_model.yaml",
                "V0_5, model, MODELS, 2/0, tmr, conf_sota_factors_model.yaml",
                "V0_5, model, MODELS, 1/0, tmr, conf_sota_factors_model.yaml",
                "V0_5, model, MODELS, 1/0, mr, conf_baseline_factors_model.yaml",
                "V0_5, model, MODELS, 2/0, '', conf_sota_factors_model.yaml",
                "V0_5, model, MODELS, 1/0, '', conf_baseline_factors_model.yaml conf_sota_factors_model.yaml",
                "V1_0, model, MODELS, 1/0, '', conf_baseline_factors_model.yaml",
                "V1_0, model, MODELS, -, '', conf_baseline_factors_model.yaml conf_sota_factors_model.yaml",
                "V1_0, model, MODELS, -, mr, conf_baseline_factors_model.yaml",
                "V1_0, unknown, MODELS, -, tmr, conf_sota_factors_model.yaml",
                "V1_0, factor, mine.yaml, 0/0, tr, ''",
                "V1_0, factor, OLD, 0/0, tr, conf_combined.yaml",
            })
    void choosesAsTheGenerationsRunner(
            Generation generation,
            String action,
            String files,
            @Nullable String session,
            String folder,
            String expected) {
        // Given
        List<String> names = List.of(files.replace("OLD", OLD)
                .replace("FACTORS", FACTORS)
                .replace("MODELS", MODELS)
                .split(" "));
        SessionExperiment experiment = session == null ? null : experiment(session, Map.of());
        Runner runner = new Runner(new Backtest(
                action,
                generation,
                experiment,
                List.of(),
                2,
                folder.contains("t"),
                folder.contains("m"),
                folder.contains("r"),
                Map.of()));

        // When
        List<String> possible = runner.possible(names);

        // Then
        assertThat(possible)
                .isEqualTo(Arrays.stream(expected.split(" "))
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    @Test
    void fillsInWhatTheTaskTheExperimentAndTheSettingsSay() {
        // Given
        SessionTask task = new SessionTask(
                SessionTask.Kind.MODEL,
                "Net",
                null,
                null,
                Map.of(),
                null,
                "TimeSeries",
                Map.of("lr", "5e-4", "n_epochs", "30"));
        Map<String, String> settings =
                Map.of("QLIB_MODEL_TRAIN_START", "2010-01-04", "QLIB_FACTOR_TRAIN_START", "1999");

        // When
        Variables values = new Runner(new Backtest(
                        "model",
                        Generation.V1_0,
                        experiment("2/0", Map.of("GAP1", "$open/Ref($close, 1)-1")),
                        List.of(task),
                        3,
                        true,
                        true,
                        true,
                        settings))
                .values();

        // Then
        assertThat(values.known())
                .containsEntry("lr", "0.0005")
                .containsEntry("n_epochs", "30")
                .containsEntry("batch_size", "256")
                .containsEntry("dataset_cls", "TSDatasetH")
                .containsEntry("step_len", "20")
                .containsEntry("num_features", "4")
                .containsEntry("train_start", "2010-01-04")
                .containsEntry("feature_names", "[\"GAP1\"]")
                .containsEntry("feature_expressions", "[\"$open/Ref($close, 1)-1\"]")
                .doesNotContainKey("test_end");
    }

    @Test
    void guessesNeitherTrainingNorShapeOfAModelThatNothingDescribes() {
        // When
        Variables values = new Runner(
                        new Backtest("factor", Generation.V0_5, null, List.of(), 0, false, true, true, Map.of()))
                .values();

        // Then
        assertThat(values.known()).containsOnlyKeys("feature_names", "feature_expressions");
        assertThat(values.noDefault()).contains("lr", "dataset_cls", "step_len");
    }

    @Test
    void leavesOutWhatATableModelDoesNotHave() {
        // Given
        SessionTask task =
                new SessionTask(SessionTask.Kind.MODEL, "Net", null, null, Map.of(), null, "Tabular", Map.of());

        // When
        Variables values = new Runner(
                        new Backtest("model", Generation.V0_5, null, List.of(task), 0, false, true, true, Map.of()))
                .values();

        // Then
        assertThat(values.known()).containsEntry("dataset_cls", "DatasetH").doesNotContainKey("lr");
        assertThat(values.absent()).containsExactlyInAnyOrder("step_len", "num_timesteps");
    }

    private static SessionExperiment experiment(String accepted, Map<String, String> features) {
        String[] numbers = accepted.split("/");
        return new SessionExperiment(
                true, Map.of(), List.of(), Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), features);
    }
}
