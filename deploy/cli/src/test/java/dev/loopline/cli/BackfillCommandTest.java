package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Places;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against an HTTP server that answers as a watcher does. */
class BackfillCommandTest {

    private static final String NO_ANSWER = "";
    private static final String ACCEPTED = """
            {"request_id": "ID", "selected": 2, "loops": ["t/0", "t/1"], "skipped": 1,
             "skipped_loops": [{"loop": "t/2", "reason": "it has no result"}]}""";
    private static final String UNDER_WAY =
            "{\"total\": 2, \"imported\": 1, \"without_result\": 0, \"failed\": 0, \"skipped\": 1, \"done\": false}";
    private static final String DONE =
            "{\"total\": 2, \"imported\": 2, \"without_result\": 0, \"failed\": 0, \"skipped\": 0, \"done\": true}";
    private static final String FAILED =
            "{\"total\": 2, \"imported\": 1, \"without_result\": 0, \"failed\": 1, \"skipped\": 0, \"done\": true}";

    /** One answer: the status, and the body; without a body the connection is cut. */
    private record Answer(int status, String body) {}

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<JsonNode> posted = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<Long, String> backfilled = new HashMap<>();
    private HttpServer watcher;

    @BeforeEach
    void start() throws IOException {
        watcher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        watcher.createContext("/", this::answer);
        watcher.start();
        String url = "http://127.0.0.1:" + watcher.getAddress().getPort();
        new Endpoints(
                        url,
                        url,
                        url,
                        url,
                        url,
                        "h:1",
                        Map.of(),
                        "jdbc:x",
                        "u",
                        "p",
                        "home",
                        "aistock",
                        List.of(),
                        Places.NONE,
                        1)
                .write(new DataFolder(folder).endpointsFile());
    }

    @AfterEach
    void stop() {
        watcher.stop(0);
    }

    @Test
    void sendsEveryOptionAndFollowsToTheEnd() {
        // Given
        will(202, ACCEPTED);
        will(200, UNDER_WAY);
        will(200, DONE);

        // When
        int code = run(
                "--mode=solidify-all",
                "--task-run-id=t",
                "--loop-id=0",
                "--start-date=2025-01-01",
                "--end-date=2025-12-31",
                "--only-experiment-workspace",
                "--overwrite-json");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(posted).hasSize(1);
        JsonNode body = posted.get(0);
        assertThat(body.path("mode").asText()).isEqualTo("solidify-all");
        assertThat(body.path("task_run_id").asText()).isEqualTo("t");
        assertThat(body.path("loop_id").asInt(-1)).isZero();
        assertThat(body.path("start_date").asText()).isEqualTo("2025-01-01");
        assertThat(body.path("end_date").asText()).isEqualTo("2025-12-31");
        assertThat(body.path("only_experiment_workspace").asBoolean()).isTrue();
        assertThat(body.path("overwrite_json").asBoolean()).isTrue();
        assertThat(body.path("all_task_runs").asBoolean()).isFalse();
        assertThat(asked)
                .last()
                .isEqualTo("/api/backfills/" + body.path("request_id").asText());
        assertThat(out.toString())
                .contains(
                        "Starting backfill process...",
                        "--resume " + body.path("request_id").asText(),
                        "2/2 loops",
                        "资产包创建完成",
                        "Backfill completed successfully");
    }

    @Test
    void printsWhatWasGeneratedForEachLoopInTheWordsOfTheGuide() {
        // Given: one loop is there at the first look, the other one at the last
        will(202, ACCEPTED);
        will(200, UNDER_WAY);
        will(200, DONE);
        String files = "\"generated\": [\"model_meta.json with preprocess_config\","
                + " \"factor_meta.json with input_schema\", \"strategy_meta.json with portfolio_config\"]";
        backfilled.put(
                0L,
                "[{\"position\": 7, \"task_run_id\": \"20250107_001\", \"loop_id\": 1,"
                        + " \"workspace_id\": \"workspace_ws_12345\", " + files + "}]");
        backfilled.put(
                7L,
                "[{\"position\": 8, \"task_run_id\": \"20250107_001\", \"loop_id\": 0, \"workspace_id\": \"ws\","
                        + " \"generated\": []}]");

        // When
        int code = run("--mode=solidify-all", "--all-task-runs", "--overwrite-json");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith("[INFO]")))
                .containsExactly(
                        "[INFO] Starting backfill process...",
                        "[INFO] Processing task_run: 20250107_001",
                        "[INFO] Processing loop: 1",
                        "[INFO] Workspace: workspace_ws_12345",
                        "[INFO] Generated model_meta.json with preprocess_config",
                        "[INFO] Generated factor_meta.json with input_schema",
                        "[INFO] Generated strategy_meta.json with portfolio_config",
                        "[INFO] Registered artifacts in database",
                        "[INFO] Processing task_run: 20250107_001",
                        "[INFO] Processing loop: 0",
                        "[INFO] Workspace: ws",
                        "[INFO] Registered artifacts in database",
                        "[INFO] Backfill completed successfully");
    }

    @Test
    void sendsTheSameRequestAgainWhenTheWatcherCrashesAndGoesOnLooking() {
        // Given
        will(0, NO_ANSWER);
        will(202, ACCEPTED);
        will(0, NO_ANSWER);
        will(503, "{\"detail\": \"starting\"}");
        will(200, DONE);

        // When
        int code = run("--all-task-runs");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).doesNotContain("资产包");
        assertThat(posted).hasSize(2);
        assertThat(posted.get(0)).isEqualTo(posted.get(1));
        assertThat(posted.get(0).path("all_task_runs").asBoolean()).isTrue();
    }

    @Test
    void takesEachSpellingOfAnOption() {
        // Given
        will(202, ACCEPTED);
        will(202, ACCEPTED);

        // When
        run("--all", "--no-wait");
        run("--task_run_id=t", "--loop_id=0", "--no-wait");

        // Then
        assertThat(posted.get(0).path("all_task_runs").asBoolean()).isTrue();
        assertThat(posted.get(1).path("task_run_id").asText()).isEqualTo("t");
        assertThat(posted.get(1).path("loop_id").asInt(-1)).isZero();
    }

    @Test
    void tellsWhichLoopsFailedAndWhy() throws IOException {
        // Given
        will(200, FAILED);
        will(200, "[{\"task_run_id\": \"t\", \"loop_id\": 1, \"reason\": \"WORKSPACE_MISSING: gone\"}]");

        // When
        int code = run("--resume", "some-id");

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(asked).first().isEqualTo("/api/backfills/some-id");
        assertThat(out.toString()).contains("failed t/1: WORKSPACE_MISSING: gone");
    }

    @Test
    void printsJsonAndNothingElse() throws IOException {
        // Given
        will(202, ACCEPTED);

        // When
        int code = run("--start-date=2025-01-01", "--no-wait", "--json");

        // Then
        assertThat(code).isZero();
        JsonNode outcome = Json.mapper().readTree(out.toString());
        assertThat(outcome.path("request_id").asText())
                .isEqualTo(posted.get(0).path("request_id").asText());
        assertThat(outcome.path("accepted").path("selected").asInt()).isEqualTo(2);
        assertThat(posted.get(0).path("all_task_runs").asBoolean()).isTrue();
    }

    @Test
    void saysWhatItWouldDoAndSkip() {
        // Given
        will(200, ACCEPTED);

        // When, Then
        assertThat(run("--all-task-runs", "--dry-run")).isZero();
        assertThat(out.toString()).contains("2 loops would be backfilled", "  t/1", "t/2: it has no result");
    }

    @Test
    void saysThatNothingIsSelected() {
        String nothing =
                "{\"selected\": 0, \"skipped\": 1, \"skipped_loops\": [{\"loop\": \"t/0\", \"reason\": \"done\"}]}";
        will(202, nothing);
        assertThat(run("--task-run-id=t")).isEqualTo(1);
        assertThat(out.toString()).contains("No loop is selected, 1 are skipped:", "t/0: done");
        will(202, nothing);
        assertThat(run("--mode=materialize-pending"))
                .as("nothing is left to do")
                .isZero();
    }

    @Test
    void refusesContradictionsAndPassesOnWhatTheWatcherRefuses() {
        for (String[] options : new String[][] {
            {},
            {"--task-run-id=t", "--all-task-runs"},
            {"--loop-id=1", "--all-task-runs"},
            {"--resume=x", "--all-task-runs"},
            {"--all-task-runs", "--dry-run", "--no-wait"}
        }) {
            assertThat(run(options)).isEqualTo(2);
        }
        assertThat(posted).isEmpty();
        assertThat(err.toString()).hasLineCount(5).contains("not both", "Say which loops", "--loop-id needs");

        will(404, "{\"detail\": \"there is no task run t in the registry or the home\"}");
        assertThat(run("--task-run-id=t")).isEqualTo(1);
        will(400, "{\"detail\": \"a date is written YYYY-MM-DD, not 'x'\"}");
        assertThat(run("--task-run-id=t", "--start-date=x")).isEqualTo(2);
        assertThat(err.toString())
                .contains("there is no task run t", "YYYY-MM-DD")
                .hasLineCount(7);
    }

    private void will(int status, String body) {
        answers.add(new Answer(status, body));
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("backfill", "--data", folder.toString()));
        arguments.addAll(List.of(options));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/backfilled")) {
            long after = Long.parseLong(exchange.getRequestURI().getQuery().replaceAll(".*after=(\\d+).*", "$1"));
            send(exchange, new Answer(200, backfilled.getOrDefault(after, "[]")));
            return;
        }
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("POST")) {
            posted.add(Json.mapper().readTree(sent));
        } else {
            asked.add(exchange.getRequestURI().getPath());
        }
        send(exchange, answers.remove());
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        if (!answer.body().isEmpty()) {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
