package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands about a Loopline that runs elsewhere. */
class TargetMixinTest {

    private static final String NOTHING_WAITS = "{\"waiting\": 0, \"loops\": []}";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private AnsweringServer server;

    @BeforeEach
    void start() throws IOException {
        server = AnsweringServer.start(Files.createDirectories(folder.resolve("not-used")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void findsServicesByAFileThatNamesOnlyThem() throws Exception {
        // Given
        server.answers(NOTHING_WAITS);
        Path endpoints = write("{\"workspace_watcher_url\": \"" + server.url() + "\"}");

        // When
        int code = run("withdrawals", "--endpoints", endpoints.toString());

        // Then
        assertThat(code).as(out.toString()).isZero();
        assertThat(server.asked()).containsExactly("GET /api/withdrawals");
    }

    @Test
    void findsServicesByAUrlAndBringsTheTokenOfAFile() throws Exception {
        // Given
        server.answers("{\"workspace_watcher_url\": \"" + server.url() + "\"}", NOTHING_WAITS);
        Path token = Files.writeString(folder.resolve("token"), "# ours\nops secret-1\n");

        // When
        int code =
                run("withdrawals", "--endpoints", server.url() + "/endpoints.json", "--token-file", token.toString());

        // Then
        assertThat(code).as(out.toString()).isZero();
        assertThat(server.asked()).containsExactly("GET /endpoints.json", "GET /api/withdrawals");
        assertThat(server.authorized()).last().isEqualTo("Bearer secret-1");
    }

    @Test
    void bringsTheTokenWhereverItStandsOnTheLine() throws Exception {
        // Given
        server.answers("{\"workspace_watcher_url\": \"" + server.url() + "\"}", NOTHING_WAITS);
        Path token = Files.writeString(folder.resolve("token"), "secret-2");

        // When
        run("withdrawals", "--token-file", token.toString(), "--endpoints", server.url() + "/endpoints.json");

        // Then
        assertThat(server.authorized()).containsExactly("Bearer secret-2", "Bearer secret-2");
    }

    @Test
    void saysInOneSentenceWhatIsMissing() throws Exception {
        // Given
        Path empty = write("{}");
        Path damaged = write(folder.resolve("damaged.json"), "[]");
        Path noAddress = write(folder.resolve("kafka.properties"), "security.protocol=SASL_SSL");

        // Then
        assertThat(run("withdrawals", "--endpoints", empty.toString())).isEqualTo(1);
        assertThat(run("bundles", "--endpoints", folder.resolve("none.json").toString()))
                .isEqualTo(1);
        assertThat(run("bundles", "--endpoints", damaged.toString())).isEqualTo(1);
        assertThat(run("dead-letters", "list", "--endpoints", empty.toString())).isEqualTo(1);
        assertThat(run("dead-letters", "list", "--endpoints", empty.toString(), "--kafka-config", noAddress.toString()))
                .isEqualTo(2);
        assertThat(run("withdrawals", "--endpoints", empty.toString(), "--token-file", "/none"))
                .isEqualTo(2);
        assertThat(out.toString().lines())
                .hasSize(6)
                .satisfiesExactly(
                        line -> assertThat(line).contains("workspace_watcher_url"),
                        line -> assertThat(line).contains("none.json"),
                        line -> assertThat(line).contains("damaged.json"),
                        line -> assertThat(line).contains("kafka_bootstrap_servers"),
                        line -> assertThat(line).contains("bootstrap.servers"),
                        line -> assertThat(line).contains("/none"));
    }

    @Test
    void showsTheStatusOfWhatCanBeAskedFromHere() throws Exception {
        // Given a server that is the watcher alone, and that is asked in this order
        server.answers(
                "{}",
                "{\"unassigned\": [], \"loops\": {\"unassigned\": 0}}",
                """
                {"ledger": {"registered": 5, "imported": 3, "in_flight": 1, "dead_letters": 0, "rejected": 1},
                 "stages": {"bundled": 1, "backfilled": 1}}""",
                "[]",
                "{}",
                "{\"source_removed\": []}");
        Path endpoints =
                write("{\"workspace_watcher_url\": \"" + server.url() + "\", \"rdagent_home\": \"/not/here\"}");

        // When
        int code = run("status", "--endpoints", endpoints.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString())
                .contains("workspace-watcher  up")
                .contains("registered 5, backfilled 5, with result 4, bundled 4, in AIstock 3")
                .contains("kafka_bootstrap_servers", "jdbc_url");
    }

    @Test
    void letsTheCatalogServiceVerifyWhatLiesElsewhere() throws Exception {
        // Given
        server.answers("{\"checks\": [{\"id\": \"V2\", \"result\": \"passed\", \"detail\": \"3 loops\"},"
                + " {\"id\": \"V6\", \"result\": \"failed\", \"detail\": \"1 differs\"}], \"failed\": [\"V6\"]}");
        Path endpoints = write("{\"catalog_service_url\": \"" + server.url() + "\"}");

        // When
        int code = run("verify", "--endpoints", endpoints.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(server.asked()).containsExactly("POST /api/verify");
        assertThat(out.toString()).contains("not on this machine", "V2", "3 loops", "Failed: V6.");
    }

    private Path write(String text) throws IOException {
        return write(folder.resolve("endpoints.json"), text);
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    private int run(String... words) {
        PrintWriter printer = new PrintWriter(out, true);
        return Main.run(words, printer, printer);
    }
}
