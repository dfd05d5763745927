package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clean-up of a workspace takes nothing away from what an earlier backfill derived. */
class VanishedSourcesTest extends ModelLoopFixture {

    private static final String WEIGHT = "mlruns/1/aa11/artifacts/params.pkl";
    private static final String OLDER = "mlruns/1/bb22/artifacts/params.pkl";
    private static final String CONFIGURATION = """
            task:
              model: {class: LGBModel, module_path: qlib.contrib.model.gbdt, kwargs: {num_leaves: 210}}
              dataset:
                class: DatasetH
                kwargs:
                  handler:
                    class: Alpha158
                    kwargs:
                      infer_processors: [{class: RobustZScoreNorm, kwargs: {fields_group: feature}}]
            port_analysis_config:
              strategy: {class: TopkDropoutStrategy, kwargs: {topk: 33, n_drop: 3}}
              backtest: {account: 1000000}
            """;
    private static final String CODE = """
            def calculate_Gap_3D():
                df = pd.read_hdf("daily_pv.h5", key="data")
                return df["$open"].rolling(7).mean().to_frame("Gap_3D")
            """;

    @BeforeEach
    void configuredLoop() throws IOException {
        loop.put("conf.yaml", CONFIGURATION).put("factor.py", CODE);
        run("aa11", 2_000);
        finishedBefore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsConfigurationAndWeightWhenRunsAndConfigurationAreRemoved(boolean overwrite) throws IOException {
        // Given
        LoopBackfilled before = loop.run(false);
        remove("mlruns");
        Files.delete(loop.file("conf.yaml"));

        // When
        LoopBackfilled after = loop.run(overwrite);

        // Then
        JsonNode model = loop.written("model_meta.json");
        JsonNode portfolio = loop.written("strategy_meta.json").path("portfolio_config");
        assertThat(after.configuration())
                .usingRecursiveComparison()
                .ignoringFields("templateFiles")
                .isEqualTo(before.configuration());
        assertThat(after.configuration().templateFiles()).containsExactly("conf.yaml");
        assertThat(model.path("model_conf").path("kwargs").path("num_leaves").asInt())
                .isEqualTo(210);
        assertThat(model.path("origins").path("model_conf").asText()).isEqualTo("kept");
        assertThat(model.path("origins").path("model_artifacts").asText()).isEqualTo("kept");
        assertThat(model.path("model_artifacts").path("model_files").path(0).asText())
                .isEqualTo(WEIGHT);
        assertThat(model.path("preprocess_config").path("normalize").asText()).isEqualTo("zscore");
        assertThat(model.path("preprocess_config").path("origin").asText()).isEqualTo("kept");
        assertThat(portfolio.path("signal_config").path("top_k").asInt()).isEqualTo(33);
        assertThat(portfolio.path("origin").asText()).isEqualTo("kept");
        assertThat(codes(after)).contains("SOURCE_REMOVED");
    }

    @Test
    void saysDerivedAgainWhenTheFilesAreBack() throws IOException {
        // Given
        loop.run(false);
        String first = Files.readString(loop.file("model_meta.json"));
        Path runs = loop.file("mlruns");
        Files.move(runs, loop.home().resolve("away"));
        loop.run(false);

        // When
        Files.move(loop.home().resolve("away"), runs);
        loop.run(false);

        // Then
        assertThat(Files.readString(loop.file("model_meta.json"))).isEqualTo(first);
    }

    @Test
    void staysWithTheRunThatRanWhenOnlyAnOlderOneIsLeft() throws IOException {
        // Given
        run("bb22", 1_000);
        finishedBefore();
        loop.run(false);
        remove("mlruns/1/aa11");

        // When
        loop.run(false);

        // Then
        assertThat(files()).containsExactlyInAnyOrder(OLDER, WEIGHT);
    }

    @Test
    void takesTheNewRunWhenTheLoopRanAgain() throws IOException {
        // Given
        loop.run(false);
        remove("mlruns");
        loop.put("conf.yaml", CONFIGURATION.replace("210", "64"));
        run("bb22", 3_000);

        // When
        loop.run(false);

        // Then
        JsonNode model = loop.written("model_meta.json");
        assertThat(model.path("model_conf").path("kwargs").path("num_leaves").asInt())
                .isEqualTo(64);
        assertThat(model.path("origins").path("model_conf").asText()).isEqualTo("derived");
        assertThat(files()).containsExactly(OLDER);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsAFactorWhoseCodeIsRemoved(boolean overwrite) throws IOException {
        // Given
        loop.run(false);
        JsonNode before = factor();
        Files.delete(loop.file("factor.py"));

        // When
        loop.run(overwrite);

        // Then
        assertThat(factor().path("input_schema")).isEqualTo(before.path("input_schema"));
        assertThat(factor().path("source_file")).isEqualTo(before.path("source_file"));
        assertThat(factor().path("origin").asText()).isEqualTo("kept");
    }

    @Test
    void keepsResultAndFiguresWhenTheirFilesAreRemoved() throws IOException {
        // Given
        LoopBackfilled before = loop.run(false);
        Files.delete(loop.file("ret.pkl"));
        Files.delete(loop.file("qlib_res.csv"));

        // When
        LoopBackfilled after = loop.run(true);

        // Then
        assertThat(after.hasResult()).isTrue();
        assertThat(after.performance().ic()).isEqualTo(before.performance().ic());
    }

    private List<String> files() throws IOException {
        return Stream.of(loop.written("model_meta.json").path("model_artifacts").path("model_files"))
                .flatMap(files -> Stream.iterate(0, i -> i + 1)
                        .limit(files.size())
                        .map(i -> files.get(i).asText()))
                .toList();
    }

    private JsonNode factor() throws IOException {
        for (JsonNode factor : loop.written("factor_meta.json").path("factors")) {
            if (factor.path("name").asText().equals("Gap_3D")) {
                return factor;
            }
        }
        throw new AssertionError("no factor Gap_3D");
    }

    private void run(String id, long end) throws IOException {
        loop.put("mlruns/1/" + id + "/meta.yaml", "status: 3\nend_time: " + end + "\nstart_time: " + (end - 500) + "\n")
                .put("mlruns/1/" + id + "/artifacts/params.pkl", "weight of " + id);
    }

    /** All files are older than the end of the loop. */
    private void finishedBefore() throws IOException {
        try (Stream<Path> all = Files.walk(loop.file("."))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Registrations.FINISHED.minusSeconds(60)));
            }
        }
    }

    private void remove(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(loop.file(folder))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
