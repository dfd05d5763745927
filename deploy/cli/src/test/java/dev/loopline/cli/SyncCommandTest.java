package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The command against an HTTP server that answers as an importer does. */
class SyncCommandTest {

    private static final String RUNNING = "{\"state\": \"running\", \"phase\": \"importing\"}";
    private static final String SUCCESS = status("success", 0);

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer importer;

    @BeforeEach
    void start() throws IOException {
        importer = AnsweringServer.start(folder);
    }

    @AfterEach
    void stop() {
        importer.close();
    }

    @Test
    void printsTheLinesOfTheGuideAndTheFiguresOfEachCatalog() {
        // Given
        importer.answers("{}", RUNNING, SUCCESS);

        // When
        int code = run();

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(importer.asked().get(0)).isEqualTo("POST /api/rdagent/catalog/sync");
        assertThat(out.toString().lines())
                .containsExactly(
                        "导入 Factor Catalog...",
                        "导入 Model Catalog...",
                        "导入 Strategy Catalog...",
                        "导入 Loop Catalog...",
                        "Sync: importing",
                        "✅ Factor Catalog 导入完成",
                        "✅ Model Catalog 导入完成",
                        "✅ Strategy Catalog 导入完成",
                        "✅ Loop Catalog 导入完成",
                        "Sync completed: factor catalog: 158 entries, inserted 3, updated 2, deleted 1, errors 0;"
                                + " loop catalog: 230 entries, inserted 0, updated 0, deleted 0, errors 0");
    }

    @Test
    void endsWithTheLineOfTheGuideAfterAnIncrementalSync() {
        // Given
        importer.answers("{}", SUCCESS);

        // When
        int code = run("--last-sync-time", "2025-01-07T00:00:00Z");

        // Then
        assertThat(code).isZero();
        assertThat(importer.asked().get(0))
                .isEqualTo("POST /api/rdagent/catalog/sync?last_sync_time=2025-01-07T00%3A00%3A00Z");
        assertThat(out.toString().lines()).last().isEqualTo("✅ 增量 Catalog 导入完成");
    }

    @Test
    void callsNoCatalogCompleteThatIsNot() {
        // Given
        importer.answers("{}", status("partial", 4));

        // When
        int code = run("--last-sync-time", "2025-01-07T00:00:00Z");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("✅ Loop Catalog 导入完成", "Sync completed in part: ", "4 entries were not imported")
                .doesNotContain("Factor Catalog 导入完成", "增量");
    }

    @Test
    void saysWhyASyncFailed() {
        // Given
        importer.answers("{}", status("failed", 0).replace("null", "\"LOSS_REFUSED: accept_loss=true takes them\""));

        // When
        int code = run("--accept-loss");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(importer.asked().get(0)).endsWith("/sync?accept_loss=true");
        assertThat(out.toString())
                .contains("Sync failed: LOSS_REFUSED: --accept-loss takes them")
                .doesNotContain("导入完成");
    }

    private static String status(String state, int errors) {
        String error = errors == 0 ? "null" : "\"" + errors + " entries were not imported\"";
        return """
                {"state": "%s", "phase": "done", "last_error": %s, "last_result": {
                 "factor": {"kind": "factor", "processed": 158, "inserted": 3, "updated": 2, "deleted": 1, "errors": %d},
                 "loop": {"kind": "loop", "processed": 230, "inserted": 0, "updated": 0, "deleted": 0, "errors": 0}}}""".formatted(state, error, errors);
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("sync", "--data", folder.toString()));
        arguments.addAll(List.of(options));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
