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

class RetentionCommandTest {

    private static final String REPORT = """
            {"period": "PT2160H", "dry_run": DRY, "bytes": 1572864, "archives": [
             {"id": "gone", "revision": 3, "size_bytes": 1572864, "withdrawn_since": "2026-01-01T00:00:00Z",
              "fate": "GOES", "reason": "the time is over"},
             {"id": "shared", "revision": 2, "size_bytes": 1048576, "withdrawn_since": "2026-01-02T00:00:00Z",
              "fate": "REFERRED_TO", "reason": "the registry names it"}]}""";
    private static final String KEPT = """
            {"period": null, "dry_run": true, "bytes": 0, "archives": []}""";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer bundles;

    @BeforeEach
    void start() throws IOException {
        bundles = AnsweringServer.start(folder);
    }

    @AfterEach
    void stop() {
        bundles.close();
    }

    @Test
    void showsWhatWouldGoAndChangesNothing() {
        // Given
        bundles.answers(REPORT.replace("DRY", "true"));

        // When
        int code = run();

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(bundles.asked()).containsExactly("GET /api/retention");
        assertThat(out.toString().lines())
                .containsExactly(
                        "goes        gone  1.5 MiB, withdrawn 2026-01-01T00:00:00Z: the time is over",
                        "referred to shared  1.0 MiB, withdrawn 2026-01-02T00:00:00Z: the registry names it",
                        "1 would go now, 1.5 MiB; archives of withdrawn loops are kept for 90 days.");
    }

    @Test
    void removesWhatMayGoWhenItIsTold() {
        // Given
        bundles.answers(REPORT.replace("DRY", "false"));

        // When
        int code = run("--remove");

        // Then
        assertThat(code).isZero();
        assertThat(bundles.asked()).containsExactly("POST /api/retention");
        assertThat(out.toString()).contains("1 removed, 1.5 MiB");
    }

    @Test
    void saysThatEverythingIsKept() {
        // Given
        bundles.answers(KEPT);

        // When
        int code = run();

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).contains("0 would go now, 0.0 MiB; archives of withdrawn loops are kept for ever.");
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of("retention", "--data", folder.toString()));
        arguments.addAll(List.of(words));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
