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

class WithdrawalsCommandTest {

    private static final String TWO = "{\"waiting\": 2, \"loops\": [\"a/0\", \"a/1\"]}";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private AnsweringServer watcher;

    @BeforeEach
    void start() throws IOException {
        watcher = AnsweringServer.start(folder);
    }

    @AfterEach
    void stop() {
        watcher.close();
    }

    @Test
    void namesTheLoopsThatWait() {
        // Given
        watcher.answers(TWO);

        // When
        int code = run();

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(watcher.asked()).containsExactly("GET /api/withdrawals");
        assertThat(out.toString().lines())
                .containsExactly("a/0", "a/1", "2 withdrawals wait; --confirm takes these loops out of AIstock.");
    }

    @Test
    void confirmsAsManyAsItShowed() {
        // Given
        watcher.answers(TWO, TWO);

        // When
        int code = run("--confirm");

        // Then
        assertThat(code).isZero();
        assertThat(watcher.asked()).containsExactly("GET /api/withdrawals", "POST /api/withdrawals");
        assertThat(watcher.posted()).hasToString("[{\"loops\":2}]");
        assertThat(out.toString()).contains("2 withdrawals confirmed");
    }

    @Test
    void confirmsNothingWhereNothingWaits() {
        // Given
        watcher.answers("{\"waiting\": 0, \"loops\": []}");

        // When
        int code = run("--confirm");

        // Then
        assertThat(code).isZero();
        assertThat(watcher.asked()).containsExactly("GET /api/withdrawals");
        assertThat(out.toString()).contains("No withdrawal waits.");
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of("withdrawals", "--data", folder.toString()));
        arguments.addAll(List.of(words));
        PrintWriter printer = new PrintWriter(out, true);
        return Main.run(arguments.toArray(String[]::new), printer, printer);
    }
}
