package dev.loopline.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Places;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.verify.CheckResult;
import dev.loopline.cli.verify.Verifier;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.runs.ExpectedLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A stack on a home that samples have written. */
final class RunningHome implements AutoCloseable {

    /** Far more than a slow machine needs; what is not there then does not come. */
    private static final Duration LIMIT = Duration.ofMinutes(6);
    /** How long nothing may change, with nothing on its way, until loops that are missing are given up. */
    private static final Duration STILL = Duration.ofSeconds(40);

    private final WrittenHome home;
    private final LocalStack stack;
    private final ServiceCalls calls = new ServiceCalls();

    private RunningHome(WrittenHome home, LocalStack stack) {
        this.home = home;
        this.stack = stack;
    }

    static RunningHome start(WrittenHome home, Path data, String... pathMap) {
        return new RunningHome(
                home,
                LocalStack.start(
                        StackOptions.builder(Repository.root(), home.home().root(), data)
                                .places(new Places(List.of(pathMap), List.of(), List.of(), Map.of()))
                                .freePorts()
                                .build()));
    }

    WrittenHome home() {
        return home;
    }

    Endpoints endpoints() {
        return stack.endpoints();
    }

    Aistock aistock() {
        return new Aistock(stack.endpoints());
    }

    /**
     * Waits until all loops that must be carried have arrived and nothing is on its way, or until nothing changes any more: what
     * is missing then is for each test to say.
     */
    void settle() {
        Settling settling = new Settling();
        await().atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(settling::isOver);
    }

    private final class Settling {

        private String last = "";
        private long since = System.nanoTime();

        boolean isOver() throws IOException, InterruptedException {
            JsonNode status = calls.get(stack.endpoints().workspaceWatcherUrl() + "/api/status");
            List<String> arrived = aistock().query("SELECT workspace_id FROM aistock_loop_catalog ORDER BY 1");
            String now = arrived + " " + status.path("loops") + status.path("stages");
            if (!now.equals(last)) {
                last = now;
                since = System.nanoTime();
            }
            boolean atWork = status.path("in_flight").asInt(1) > 0
                    || status.path("outbox_backlog").asInt(1) > 0
                    || status.path("loops").path("settling").asInt(0) > 0;
            boolean complete = home.runs().carried().stream()
                            .map(ExpectedLoop::workspaceId)
                            .allMatch(arrived::contains)
                    && arrived.size() >= home.withResult().size();
            return !atWork && (complete || System.nanoTime() - since > STILL.toNanos());
        }
    }

    /** What {@code loopline verify} finds wrong; empty where it ends with 0. */
    List<String> verify() throws SQLException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        Verifier.run(stack.endpoints(), (check, result) -> {
            if (result instanceof CheckResult.Failed) {
                wrong.add(check.id() + ": " + result);
            }
        });
        return wrong;
    }

    @Override
    public void close() {
        stack.close();
    }
}
