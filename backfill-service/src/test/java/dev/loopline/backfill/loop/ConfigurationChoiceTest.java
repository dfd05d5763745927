package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file was executed, and with which values its placeholders were filled. */
class ConfigurationChoiceTest {

    private static final String RUN = "mlruns/1/0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    private static final String NORM =
            "            infer_processors: [{class: RobustZScoreNorm, kwargs: {fields_group: feature}}]\n";

    /** A configuration in the manner of RD-Agent's since 2026. */
    private static String template(String model, String processors, String loaders) {
        return """
            handler: &handler
                start_time: {{ train_start | default("2011-03-01", true) }}
                end_time: {{ test_end | default("null", true) }}
                data_loader:
                    class: NestedDataLoader
                    kwargs:
                        dataloader_l:
                            - class: qlib.contrib.data.loader.Alpha158DL
                              kwargs:
                                config:
                                    feature:
                                        - {{ feature_expressions }}
                                        - {{ feature_names }}
            LOADERSPROCESSORS    learn_processors: [{class: DropnaLabel}, {class: CSRankNorm, kwargs: {fields_group: label}}]
            task:
                model:
                    class: MODEL
                    kwargs: {lr: {{ lr }}, pt_model_kwargs: {
                        "num_features": 4, {% if num_timesteps %}num_timesteps: {{ num_timesteps }}{% endif %} }}
                dataset:
                    class: {{ dataset_cls | default("DatasetH") }}
                    kwargs:
                        handler: {class: DataHandlerLP, kwargs: *handler}
                        segments:
                            train: [{{ train_start | default("2011-03-01", true) }}, {{ train_end | default("2016-06-30", true) }}]
                        {% if step_len %}step_len: {{ step_len }}{% endif %}
            """.replace("MODEL", model)
                .replace("LOADERS", loaders)
                .replace("PROCESSORS", processors.replaceAll("(?m)^ {8}", ""));
    }

    @TempDir
    Path home;

    private LoopFixture factorLoop;

    @BeforeEach
    void makeLoop() throws IOException {
        factorLoop = new LoopFixture(home, 0, "factor")
                .put("qlib_res.csv", ",0\nIC,0.04\n")
                .put("ret.parquet", "")
                .put("conf_baseline.yaml", template("LGBModel", NORM, ""))
                .put("conf_combined_factors.yaml", template("LGBModel", "", ""))
                .put("conf_combined_factors_20260115.yaml", template("Copied", "", ""))
                .put("conf_combined_factors_sota_model.yaml", template("GeneralPTNN", "", ""));
    }

    @Test
    void takesWhatTheRunnerOfFactorsExecutesWhereNoRunSaysIt() throws IOException {
        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_combined_factors.yaml");
        JsonNode preprocess = factorLoop.written("model_meta.json").path("preprocess_config");
        assertThat(preprocess.path("infer_processors")).isEmpty();
        assertThat(preprocess.path("learn_processors").findValuesAsText("class"))
                .containsExactly("DropnaLabel", "CSRankNorm");
        assertThat(preprocess.path("origin").asText()).isEqualTo("derived");
        assertThat(codes(event)).doesNotContain("CONFIGURATION_POSSIBLE");
    }

    @Test
    void takesACopiedModelForTheSignOfAnAcceptedOne() throws IOException {
        // Given
        factorLoop.put("model.py", "model_cls = 1\n");

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_combined_factors_sota_model.yaml");
    }

    @Test
    void marksWhatItTakesAsPossibleIfAnotherFileIsAsPossible() throws IOException {
        // Given
        Files.delete(factorLoop.file("qlib_res.csv"));
        Files.delete(factorLoop.file("ret.parquet"));

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_combined_factors.yaml");
        assertThat(event.notes())
                .anyMatch(note -> note.code().equals("CONFIGURATION_POSSIBLE")
                        && note.message().contains("conf_combined_factors_sota_model.yaml"));
        JsonNode model = factorLoop.written("model_meta.json");
        assertThat(model.path("preprocess_config").path("origin").asText()).isEqualTo("assumed");
        assertThat(model.path("origins").path("model_conf").asText()).isEqualTo("assumed");
    }

    @Test
    void believesTheCommandLineOfTheRunFirst() throws IOException {
        // Given
        ran("cmd-sys.argv", "/opt/env/bin/qrun conf_baseline.yaml");

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_baseline.yaml");
        assertThat(codes(event)).contains("CONFIGURATION_BY_RUN").doesNotContain("CONFIGURATION_DIFFERS_FROM_RUN");
    }

    @Test
    void comparesListsThatTheRunRecordedAsValues() throws IOException {
        // Given
        ran("cmd-sys.argv", "trial.py");
        ran("model.class", "LGBModel");
        ran(
                "dataset.kwargs.handler.kwargs.infer_processors",
                "[{'class': 'RobustZScoreNorm', 'kwargs': {'fields_group': 'fea");

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_baseline.yaml");
        assertThat(codes(event)).doesNotContain("CONFIGURATION_DIFFERS_FROM_RUN");
        assertThat(factorLoop
                        .written("model_meta.json")
                        .path("preprocess_config")
                        .path("infer_processors"))
                .hasSize(1);
    }

    @Test
    void letsTheRunnerDecideBetweenFilesThatAgreeEquallyWell() throws IOException {
        // Given
        ran("model.class", "LGBModel");

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_combined_factors.yaml");
        assertThat(factorLoop
                        .written("model_meta.json")
                        .path("preprocess_config")
                        .path("origin")
                        .asText())
                .isEqualTo("derived");
    }

    @Test
    void fillsATemplateByWhatTheRunRecordedEverywhereTheVariableStands() throws IOException {
        // Given
        ran("model.class", "LGBModel");
        ran("model.kwargs.lr", "5e-05");
        ran("dataset.class", "TSDatasetH");
        ran("dataset.kwargs.step_len", "20");
        ran("dataset.kwargs.segments.train", "[datetime.date(2009, 2, 3), datetime.date(2013, 4, 5)]");
        Files.writeString(home.resolve(".env"), "QLIB_FACTOR_TRAIN_START=1999-01-01\n");

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        JsonNode model = factorLoop.written("model_meta.json");
        assertThat(model.path("model_conf").path("kwargs").path("lr").asDouble())
                .isEqualTo(5e-5);
        assertThat(model.path("model_conf").path("kwargs").path("pt_model_kwargs"))
                .isEqualTo(tree("{'num_features':4}"));
        JsonNode dataset = model.path("dataset_conf").path("kwargs");
        assertThat(model.path("dataset_conf").path("class").asText()).isEqualTo("TSDatasetH");
        assertThat(dataset.path("step_len").asInt()).isEqualTo(20);
        assertThat(dataset.path("segments")).isEqualTo(tree("{'train':['2009-02-03','2013-04-05']}"));
        assertThat(dataset.path("handler").path("kwargs").path("start_time").asText())
                .isEqualTo("2009-02-03");
        assertThat(codes(event)).doesNotContain("CONFIGURATION_DIFFERS_FROM_RUN");
    }

    @Test
    void fillsATemplateByTheSettingsOfTheHomeElseByItsOwnDefaults() throws IOException {
        // Given
        Files.writeString(
                home.resolve(".env"), "QLIB_FACTOR_TRAIN_START=2010-01-04\nQLIB_MODEL_TRAIN_END=1999-01-01\n");

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        JsonNode dataset =
                factorLoop.written("model_meta.json").path("dataset_conf").path("kwargs");
        assertThat(dataset.path("segments")).isEqualTo(tree("{'train':['2010-01-04','2016-06-30']}"));
        assertThat(dataset.path("handler").path("kwargs").path("end_time").asText())
                .isEqualTo("2020-08-01");
        assertThat(event.notes())
                .anyMatch(note -> note.code().equals("YAML_TEMPLATE")
                        && note.message().contains("task.model.kwargs.lr")
                        && !note.message().contains("segments"));
    }

    @Test
    void namesTheFeaturesOfTheNestedLoaderInModelAndStrategy() throws IOException {
        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.configuration().featureList()).hasSize(20).contains("RESI5", "KLOW");
        JsonNode features = factorLoop.written("model_meta.json").path("feature_schema");
        assertThat(features.get(0).get(0).asText()).isEqualTo("Resi($close, 5)/$close");
        assertThat(features.get(1).get(0).asText()).isEqualTo("RESI5");
        assertThat(factorLoop
                        .written("model_meta.json")
                        .path("origins")
                        .path("feature_schema")
                        .asText())
                .isEqualTo("default");
        assertThat(codes(event)).contains("FEATURES_USUAL");
    }

    @Test
    void carriesTheWeightAndTheResultFilesOfNewAndOldVersions() throws IOException {
        // Given
        factorLoop.put(RUN + "/artifacts/params.pkl", "weights").put("combined_factors_df.pkl", "no pickle");

        // When
        LoopBackfilled event = factorLoop.run(false);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(kinds(event, RUN + "/artifacts/params.pkl")).containsExactly(LoopFile.Kind.WEIGHT);
        assertThat(kinds(event, "ret.parquet")).containsExactly(LoopFile.Kind.REPORT);
        assertThat(kinds(event, "combined_factors_df.pkl")).containsExactly(LoopFile.Kind.FACTOR_DATA);
        assertThat(event.artifacts())
                .filteredOn(artifact -> List.of("backtest_curve", "factor_data").contains(artifact.artifactType()))
                .extracting(artifact -> artifact.entryPath())
                .containsExactlyInAnyOrder("ret.parquet", "combined_factors_df.pkl");
    }

    private static List<LoopFile.Kind> kinds(LoopBackfilled event, String path) {
        return event.files().stream()
                .filter(file -> file.path().equals(path))
                .map(LoopFile::kind)
                .toList();
    }

    private void ran(String key, String value) throws IOException {
        factorLoop
                .put(RUN + "/meta.yaml", "status: 3\nend_time: 1768356669000\n")
                .put(RUN + "/params/" + key, value);
    }

    private static JsonNode tree(String text) throws IOException {
        return Json.mapper().readTree(json(text));
    }
}
