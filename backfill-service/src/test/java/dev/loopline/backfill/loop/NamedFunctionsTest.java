package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.loopline.backfill.codesync.CodeLibraries;
import dev.loopline.backfill.fixture.Backfilling;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.fixture.Python;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata names functions that are in the libraries, and no others; where there is none it says why. */
class NamedFunctionsTest {

    private static final String FACTOR =
            "class Amplitude_20D:\n    def fit_transform(self, df):\n        return [2 * x for x in df]\n";
    private static final String BASELINE = """
            data_handler_config: &handler
                data_loader:
                    class: CombinedFactorsLoader
                    kwargs:
                        dynamic_path: combined_factors_df.parquet
                        alpha158_config:
                            feature:
                                - ["Ref($close, 5)/$close", "open the pod bay doors, $HAL"]
                                - [ROC5, DOORS]
            task: {dataset: {class: DatasetH, kwargs: {handler: {class: DataHandlerLP, kwargs: *handler}}}}
            """;
    private static final String EXISTS = """
            import importlib, json
            for module, function in json.load(open("names.json")):
                assert callable(getattr(importlib.import_module(module), function)), function
            """;

    @TempDir
    Path home;

    private LoopFixture loop;

    @BeforeEach
    void loop() throws IOException {
        loop = new LoopFixture(home, 3, "factor")
                .withSub()
                .put(LoopFixture.SUB, "factor.py", FACTOR.getBytes(StandardCharsets.UTF_8))
                .put("conf_baseline.yaml", BASELINE);
    }

    @Test
    void areAllThereInAHomeOfManyLoops() throws Exception {
        // Given
        WrittenHome samples = SampleHome.builder(home.resolve("many"))
                .seed(16)
                .seedsLayoutLoops(20)
                .registryLoops(20)
                .sessionLoops(10)
                .modelBytes(1_000)
                .write();
        Path many = samples.home().root();
        Backfilling.makeLibraries(many);
        CodeLibraries libraries = new CodeLibraries(many, Map.of());

        // When
        List<LoopBackfilled> events = new ArrayList<>();
        for (WrittenLoop written : samples.finished()) {
            events.add(Backfilling.run(new HomeFolder(many), Registrations.of(many, written, false), 5_000, libraries));
        }

        // Then
        ArrayNode names = Json.mapper().createArrayNode();
        for (LoopBackfilled event : events) {
            for (JsonNode factor : requireNonNull(event.metadata().factorMeta()).path("factors")) {
                nameOrReason(factor, names);
            }
            JsonNode strategy = requireNonNull(event.metadata().strategyMeta()).path("python_implementation");
            names.addArray().add(strategy.path("module")).add(strategy.path("func"));
            boolean saysNothing =
                    String.valueOf(event.configuration().dataConfig()).contains("\"alpha158_config\":\"default\"");
            assertThat(saysNothing || !event.configuration().featureList().isEmpty())
                    .isTrue();
        }
        assertThat(names).hasSizeGreaterThan(1_000);
        Json.mapper().writeValue(many.resolve("names.json").toFile(), names);
        Python.run(many, "-c", libraryPath(many) + EXISTS);
    }

    private static void nameOrReason(JsonNode factor, ArrayNode names) {
        JsonNode info = factor.path("interface_info");
        String name = factor.path("name").asText();
        if (factor.path("source_file").isObject()
                || factor.path("source").asText().startsWith("qlib_")) {
            assertThat(factor.hasNonNull("impl_func")).as(name).isTrue();
        }
        if (factor.hasNonNull("impl_func")) {
            names.addArray().add(factor.path("impl_module")).add(factor.path("impl_func"));
            names.addArray().add(factor.path("impl_module")).add(info.path("standard_wrapper"));
            assertThat(info.has("missing")).as(name).isFalse();
        } else {
            assertThat(info).as(name).isEqualTo(tree("{'type':'none','missing':'NO_CODE'}"));
            assertThat(factor.hasNonNull("impl_module") || factor.hasNonNull("impl_version"))
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void runTheCodeOfTheVeryLoop() throws Exception {
        // Given
        Backfilling.makeLibraries(home);
        LoopFixture later = new LoopFixture(home.resolve("later"), 4, "factor")
                .put(LoopFixture.MAIN, "factor.py", FACTOR.replace("2 *", "7 *").getBytes(StandardCharsets.UTF_8));
        Files.copy(home.resolve(".env"), later.home().resolve(".env"));

        // When
        JsonNode own = factor(loop.run(false), 0);
        JsonNode other = factor(later.run(false), 0);

        // Then
        assertThat(own.path("interface_info").path("standard_wrapper").asText()).isEqualTo("factor_Amplitude_20D");
        assertThat(other.path("interface_info")).isEqualTo(own.path("interface_info"));
        assertThat(Python.run(
                        home,
                        "-c",
                        libraryPath(home)
                                + "import rd_factors_lib.generated as g\nprint(g.%s([1]), g.%s([1]))\n"
                                        .formatted(
                                                own.path("impl_func").asText(),
                                                other.path("impl_func").asText())))
                .isEqualTo("[2] [7]\n");
    }

    @Test
    void evaluateExpressionsOfQlibAndNothingElse() throws Exception {
        // Given
        Backfilling.makeLibraries(home);

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(factor(event, 1).path("interface_info"))
                .isEqualTo(tree("{'type':'function','standard_wrapper':'factor_ROC5'}"));
        assertThat(factor(event, 2).path("interface_info"))
                .isEqualTo(tree("{'type':'none','missing':'EXPRESSION_NOT_EVALUATED'}"));
        assertThat(event.codeSync().factors().definitions()).isEqualTo(2);
        assertThat(event.configuration().featureList()).containsExactly("ROC5", "DOORS");
    }

    @Test
    void areNotNamedWithoutALibrary() throws IOException {
        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(factor(event, 0).path("impl_func").isNull()).isTrue();
        assertThat(factor(event, 0).path("interface_info"))
                .isEqualTo(tree("{'type':'none','missing':'LIBRARY_NOT_SET'}"));
        JsonNode strategy = requireNonNull(event.metadata().strategyMeta());
        assertThat(strategy.path("python_implementation")).isEqualTo(tree("{}"));
        assertThat(strategy.path("impl_func").isNull()).isTrue();
        assertThat(strategy.path("implementation_missing").asText()).isEqualTo("NO_STRATEGY");
    }

    @Test
    void areNotNamedWhereTheSourceIsNoPython() throws IOException {
        // Given
        Backfilling.makeLibraries(home);
        loop.put(
                LoopFixture.SUB,
                "factor.py",
                "def calculate_Amplitude_20D(:\n    pass\n".getBytes(StandardCharsets.UTF_8));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(factor(event, 0).path("name").asText()).isEqualTo("Amplitude_20D");
        assertThat(factor(event, 0).path("interface_info"))
                .isEqualTo(tree("{'type':'none','missing':'CODE_NOT_PYTHON'}"));
    }

    @Test
    void stayWhereTheLibraryIsAwayForAWhile() throws IOException {
        // Given
        Backfilling.makeLibraries(home);
        JsonNode before = factor(loop.run(false), 0);
        Path library = home.resolve("rd-factors-lib");
        Path away = Files.move(library, home.resolve("away"));

        // When
        LoopBackfilled meanwhile = loop.run(false);
        loop.put(LoopFixture.SUB, "factor.py", FACTOR.replace("2 *", "3 *").getBytes(StandardCharsets.UTF_8));
        LoopBackfilled changed = loop.run(false);
        Files.move(away, library);

        // Then
        assertThat(factor(meanwhile, 0)).isEqualTo(before);
        assertThat(factor(changed, 0).path("interface_info"))
                .isEqualTo(tree("{'type':'none','missing':'LIBRARY_NOT_THERE'}"));
        assertThat(factor(loop.run(false), 0).path("impl_func").asText())
                .startsWith("factor_Amplitude_20D__")
                .isNotEqualTo(before.path("impl_func").asText());
    }

    @Test
    void stayWhereTheCodeVanishedFromTheWorkspaceButNotFromTheLibrary() throws IOException {
        // Given
        Backfilling.makeLibraries(home);
        JsonNode before = factor(loop.run(false), 0);

        // When
        Files.delete(home.resolve("git_ignore_folder/RD-Agent_workspace/" + LoopFixture.SUB + "/factor.py"));
        JsonNode kept = factor(loop.run(false), 0);

        // Then
        assertThat(kept.path("origin").asText()).isEqualTo("kept");
        assertThat(kept.path("impl_func")).isEqualTo(before.path("impl_func"));
        assertThat(kept.path("interface_info")).isEqualTo(before.path("interface_info"));
    }

    @Test
    void replaceWhatAnotherWriterClaimsOfTheLibraryAndLeaveOtherModulesAlone() throws IOException {
        // Given
        Backfilling.makeLibraries(home);
        loop.put("factor_meta.json", json("""
                {'factors':[{'name':'Amplitude_20D','source':'rdagent_generated','impl_func':'Amplitude_20D',
                             'impl_module':'rd_factors_lib.generated','interface_info':{'type':'function','note':'mine'}},
                            {'name':'Gone','source':'rdagent_generated','impl_func':'Gone',
                             'impl_module':'rd_factors_lib.generated','interface_info':{'type':'function'}},
                            {'name':'Theirs','source':'manual','impl_func':'theirs','impl_module':'their.library'}]}"""));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(factor(event, 0).path("impl_func").asText()).startsWith("factor_Amplitude_20D__");
        assertThat(factor(event, 0).path("interface_info"))
                .isEqualTo(tree("{'type':'class','note':'mine','standard_wrapper':'factor_Amplitude_20D'}"));
        assertThat(factor(event, 1).path("interface_info")).isEqualTo(tree("{'type':'none','missing':'NO_CODE'}"));
        assertThat(factor(event, 2).path("impl_func").asText()).isEqualTo("theirs");
        assertThat(loop.written("factor_meta.json").path("factors").path(0)).isEqualTo(factor(event, 0));
    }

    private static JsonNode factor(LoopBackfilled event, int place) {
        return requireNonNull(event.metadata().factorMeta()).path("factors").path(place);
    }

    private static String libraryPath(Path home) throws IOException {
        return Python.path(home.resolve("rd-factors-lib"), home.resolve("rd-strategies-lib"));
    }

    private static JsonNode tree(String text) {
        try {
            return Json.mapper().readTree(json(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
