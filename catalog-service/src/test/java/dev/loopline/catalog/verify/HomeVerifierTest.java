package dev.loopline.catalog.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.catalog.export.CatalogFile;
import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RootSettings;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeVerifierTest {

    private static final int ARCHIVE_BYTES = 4711;

    @TempDir
    Path folder;

    private Path home;
    private Path workspace;
    private Path archive;
    private CatalogState state;
    private List<CatalogFile> exported;

    @BeforeEach
    void make() throws Exception {
        home = Files.createDirectories(folder.resolve("home"));
        workspace = Files.createDirectories(home.resolve("log/t/workspace_" + SampleLoop.WORKSPACE));
        for (String name : List.of("factor_meta", "factor_perf", "feedback", "model_meta", "strategy_meta")) {
            Files.writeString(workspace.resolve(name + ".json"), "{}");
        }
        Path weight = workspace.resolve(SampleLoop.WEIGHT);
        Files.createDirectories(weight.getParent());
        Files.writeString(weight, "weight");
        archive = home.resolve("production_bundles/bundle_t_0.tar.gz");
        Files.createDirectories(archive.getParent());
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.setLength(ARCHIVE_BYTES);
        }
        state = CatalogState.open(folder.resolve("state"));
        state.apply(List.of(Change.of(SampleLoop.of("t", 0).factor("f", "F").event())), Map.of());
        exported = new CatalogFiles(state::reader, List.of(home)).write();
    }

    @AfterEach
    void close() throws Exception {
        state.close();
    }

    @Test
    void passesWhatAgreesAndSaysWhatItCannotSee() throws Exception {
        // When
        Map<String, JsonNode> checks = verify();

        // Then
        assertThat(checks).hasSize(26);
        for (String id : List.of("V2", "V6", "V8", "V9", "V20")) {
            assertThat(checks.get(id).path("result").asText()).as(id).isEqualTo("passed");
        }
        assertThat(checks.get("V13").path("result").asText()).isEqualTo("n/a");
        assertThat(checks.get("V13").path("statement").asText()).contains("AIstock's database");
    }

    @Test
    void saysWhatIsWrongAndWhy() throws Exception {
        // Given
        Files.writeString(workspace.resolve("feedback.json"), "{\n\"x\"");
        Files.delete(workspace.resolve("model_meta.json"));
        Files.writeString(archive, "half");
        Files.writeString(exported.get(0).path(), "{}");
        Files.delete(workspace.resolve(SampleLoop.WEIGHT));

        // When
        Map<String, JsonNode> checks = verify();

        // Then
        assertReasons(checks, "V2", "JSON_INVALID", "FILE_MISSING");
        assertThat(checks.get("V2").path("offenders").toString()).contains("line 2");
        assertReasons(checks, "V6", "DIGEST_MISMATCH");
        assertReasons(checks, "V9", "DIGEST_MISMATCH");
        assertReasons(checks, "V20", "FILE_MISSING");
        assertThat(checks.get("V8").path("result").asText()).isEqualTo("passed");
    }

    @Test
    void saysThatAWorkspaceIsGone() throws Exception {
        // Given
        Files.move(workspace, workspace.resolveSibling("elsewhere"));
        Files.delete(archive);

        // When
        Map<String, JsonNode> checks = verify();

        // Then
        assertReasons(checks, "V2", "WORKSPACE_MISSING");
        assertReasons(checks, "V6", "BUNDLE_NOT_FOUND");
    }

    @Test
    void explainsAWorkspaceThatWasCleanedAwayWhileItsArchiveIsWhole() throws Exception {
        // Given
        Files.move(workspace, workspace.resolveSibling("elsewhere"));

        // When
        JsonNode check = verify().get("V2");

        // Then
        assertThat(check.path("result").asText()).isEqualTo("explained");
        assertThat(check.path("reasons").path("SOURCE_REMOVED").asInt()).isEqualTo(1);
        assertThat(check.path("explained").toString()).contains("t/0");
    }

    @Test
    void explainsAFileOfAnotherWriterThatStays() throws Exception {
        // Given
        state.apply(
                List.of(Change.of(SampleLoop.of("t", 0)
                        .revision(2)
                        .factor("f", "F")
                        .note("METADATA_KEPT", SampleLoop.WORKSPACE + "/factor_perf.json")
                        .event())),
                Map.of());
        Files.writeString(workspace.resolve("factor_perf.json"), "[]");

        // When
        JsonNode check = verify().get("V2");
        Files.writeString(workspace.resolve("feedback.json"), "[]");
        JsonNode damaged = verify().get("V2");

        // Then
        assertThat(check.path("result").asText()).isEqualTo("explained");
        assertThat(check.path("reasons").path("NOT_WRITTEN").asInt()).isEqualTo(1);
        assertThat(damaged.path("result").asText()).isEqualTo("failed");
    }

    @Test
    void explainsThatABacktestWithoutFiguresHasNoFileOfThem() throws Exception {
        // Given
        state.apply(
                List.of(Change.of(SampleLoop.of("t", 0)
                        .revision(2)
                        .sharpe(null)
                        .annualReturn(null)
                        .event())),
                Map.of());
        Files.delete(workspace.resolve("factor_perf.json"));

        // When
        JsonNode check = verify().get("V2");

        // Then
        assertThat(check.path("result").asText()).as(check.toString()).isEqualTo("explained");
        assertThat(check.path("reasons").path("METRICS_MISSING").asInt()).isEqualTo(1);
    }

    private static void assertReasons(Map<String, JsonNode> checks, String id, String... reasons) {
        JsonNode check = checks.get(id);
        assertThat(check.path("result").asText()).as(id).isEqualTo("failed");
        for (String reason : reasons) {
            assertThat(check.path("reasons").path(reason).asInt())
                    .as(check.toString())
                    .isPositive();
        }
    }

    private Map<String, JsonNode> verify() throws Exception {
        Map<String, JsonNode> checks = new HashMap<>();
        try (CatalogReader reader = state.reader()) {
            new HomeVerifier(HomeRoots.open(RootSettings.of(home)), reader)
                    .run(exported)
                    .path("checks")
                    .forEach(check -> checks.put(check.path("id").asText(), check));
        }
        return checks;
    }
}
