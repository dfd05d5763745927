package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that ask the catalog service, against an HTTP server that answers as it does. */
class RebuildCommandTest {

    private static final String READING = """
            {"id": "ID", "phase": "READING", "records_read": 10, "records_total": 40, "per_second": 5.0, "ended_at": null}""";
    private static final String DONE = """
            {"id": "ID", "phase": "DONE", "records_read": 40, "records_total": 40, "records_here": 42, "read_millis": 8000,
             "per_second": 5.25, "ended_at": "2026-01-01T00:00:00Z", "difference": {"loops": 39,
             "added": {"count": 0, "first": []}, "changed": {"count": 1, "first": [{"task_run_id": "t", "loop_id": 7}]},
             "withdrawn": {"count": 22, "first": [{"task_run_id": "gone", "loop_id": 1}]},
             "lost": {"count": 0, "first": []}}}""";
    private static final String FAILED = """
            {"id": "ID", "phase": "FAILED", "failure": "the disk is full", "ended_at": "2026-01-01T00:00:00Z"}""";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer catalogs;

    @BeforeEach
    void start() throws IOException {
        catalogs = AnsweringServer.start(folder);
    }

    @AfterEach
    void stop() {
        catalogs.close();
    }

    @Test
    void followsARebuildToTheEndAndUntilAllIsPublished() {
        // Given
        catalogs.answers(READING, READING, DONE, "{\"unpublished\": 3}", "{\"unpublished\": 0}");

        // When
        int code = run("rebuild", "--task-run-id=t", "--loop-id=0", "--start-date=2025-01-07", "--end-date=2025-01-08");

        // Then
        assertThat(code).as(err.toString()).isZero();
        JsonNode body = catalogs.posted().get(0);
        assertThat(body.path("task_run_id").asText()).isEqualTo("t");
        assertThat(body.path("loop_id").asInt(-1)).isZero();
        assertThat(body.path("from").asText()).isEqualTo("2025-01-07T00:00:00Z");
        assertThat(body.path("before").asText()).isEqualTo("2025-01-09T00:00:00Z");
        assertThat(body.path("dry_run").asBoolean(true)).isFalse();
        assertThat(catalogs.asked()).contains("GET /api/rebuilds/ID", "GET /api/status");
        assertThat(out.toString())
                .contains(
                        "Read 42 records to the end of the topic in 8.0 s (5 a second).",
                        "1 loops changed:",
                        "  t/7",
                        "22 loops withdrawn:",
                        "and 21 more",
                        "39 loops.",
                        "All differences are published.")
                .doesNotContain("loops added");
    }

    @Test
    void showsTheDifferenceOfADryRunAndWaitsForNothing() {
        // Given
        catalogs.answers(DONE);

        // When
        int code = run("rebuild", "--dry-run");

        // Then
        assertThat(code).isZero();
        assertThat(catalogs.posted().get(0).path("dry_run").asBoolean()).isTrue();
        assertThat(out.toString()).contains("1 loops would be changed:").doesNotContain("published");
    }

    @Test
    void failsWithTheReason() {
        // Given
        catalogs.answers(FAILED);

        // When
        int code = run("rebuild");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("The rebuild failed: the disk is full.");
    }

    @Test
    void drawsHowFarItIs() throws IOException {
        assertThat(RebuildCommand.progress(Json.mapper().readTree(READING)))
                .isEqualTo("[======>                 ] 10/40 records, 5.0 a second, 6 s left");
        assertThat(RebuildCommand.progress(Json.mapper().readTree("{\"phase\": \"COMPARING\", \"records_total\": 40}")))
                .isEqualTo("Read 40 records; comparing.");
    }

    @ParameterizedTest
    @EnumSource(CatalogKind.class)
    void exportsInTheWordsOfTheGuide(CatalogKind kind) {
        // Given
        String begin = "Exporting " + kind.singular() + " catalog...";
        String end = "Exported 158 " + kind.plural();
        catalogs.answers("{\"lines\": [\"" + begin + "\", \"" + end + "\", \"Output: x.json\"]}");

        // When
        int code = run("export", kind.singular());

        // Then
        assertThat(code).isZero();
        assertThat(catalogs.asked()).containsExactly("POST /api/catalogs/export?kind=" + kind.singular());
        assertThat(out.toString().lines()).containsExactly("[INFO] " + begin, "[INFO] " + end, "[INFO] Output: x.json");
    }

    @Test
    void writesACatalogToTheFileThatIsNamed() throws IOException {
        // Given
        catalogs.answers(
                "{\"catalogs\": {\"factors\": {}}, \"lines\": [\"Exported 1 factors\", \"Output: x.json\"]}",
                "{\"factors\": [1]}");
        Path file = folder.resolve("RDagentDB/aistock/factor_catalog.json");

        // When
        int code = run("export", "factor", "--output", file.toString());

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(catalogs.asked())
                .containsExactly("POST /api/catalogs/export?kind=factor", "GET /api/catalogs/factors");
        assertThat(file).hasContent("{\"factors\": [1]}");
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
        assertThat(out.toString().lines()).containsExactly("[INFO] Exported 1 factors", "[INFO] Output: " + file);
    }

    @Test
    void letsTheCatalogsAnnounceAgain() {
        // Given
        catalogs.answers("{\"announced\": 12}");

        // When
        int code = run("replay", "--stage", "CatalogUpdated", "--task-run-id=t");

        // Then
        assertThat(code).isZero();
        assertThat(catalogs.posted().get(0).path("task_run_id").asText()).isEqualTo("t");
        assertThat(out.toString()).contains("The catalogs announce 12 loops again.");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(run("rebuild", "--loop-id=1")).isEqualTo(2);
        assertThat(run("rebuild", "--start-date=yesterday")).isEqualTo(2);
        assertThat(run("replay", "--stage=nowhere")).isEqualTo(2);
        assertThat(run("export", "alphas")).isEqualTo(2);
        assertThat(run("export", "--output", "x.json")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--loop-id needs --task-run-id", "'yesterday'", "'nowhere'", "'alphas'", "--output needs");
        assertThat(catalogs.posted()).isEmpty();
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data", folder.toString()));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
