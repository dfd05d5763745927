package dev.loopline.cli.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.http.PatientCalls;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes a backfill request and follows it. The watcher may crash and come back meanwhile: a request that got no answer is
 * sent again under its id, which makes it one request, and looking goes on where it was. Used by one thread.
 */
public final class BackfillClient {

    private static final int PAGE = 1000;

    private final String url;
    private final Duration betweenLooks;
    private final Consumer<String> progress;
    private final Consumer<JsonNode> backfilled;
    private final PatientCalls calls;

    /**
     * @param watcherUrl base URL of the watcher
     * @param patience how long the watcher may be silent
     * @param betweenLooks time between two looks
     * @param progress is given one line at each look
     * @param backfilled is given each loop whose metadata is complete, once, in the order in which they came
     */
    public BackfillClient(
            String watcherUrl,
            Duration patience,
            Duration betweenLooks,
            Consumer<String> progress,
            Consumer<JsonNode> backfilled) {
        this.url = watcherUrl + "/api/backfills";
        this.betweenLooks = betweenLooks;
        this.backfilled = backfilled;
        this.progress = progress;
        this.calls = new PatientCalls(Texts.text("name.watcher"), patience, betweenLooks, progress);
    }

    /** Makes the request. Its body has to bring a {@code request_id}. */
    public JsonNode request(ObjectNode body) throws IOException, InterruptedException {
        return calls.post(url, body.toString());
    }

    /**
     * Waits until nothing more is to come of the request.
     *
     * @return how it ended
     * @throws IOException if there is no such request, or the watcher is silent for too long
     */
    public JsonNode follow(String requestId) throws IOException, InterruptedException {
        JsonNode now = look(requestId);
        long before = ProgressBar.through(now);
        long began = System.nanoTime();
        long told = tell(requestId, 0);
        while (!now.path("done").asBoolean()) {
            progress.accept(line(now, before, began));
            TimeUnit.MILLISECONDS.sleep(betweenLooks.toMillis());
            now = look(requestId);
            told = tell(requestId, told);
        }
        return now;
    }

    /** Gives away the loops that came after a position. Returns the last position there is. */
    private long tell(String requestId, long after) throws IOException, InterruptedException {
        long last = after;
        int size;
        do {
            JsonNode loops = calls.get(urlOf(requestId) + "/backfilled?after=" + last + "&limit=" + PAGE);
            size = loops.size();
            for (JsonNode loop : loops) {
                last = loop.path("position").asLong();
                backfilled.accept(loop);
            }
        } while (size == PAGE);
        return last;
    }

    /** How far a request is. */
    public JsonNode look(String requestId) throws IOException, InterruptedException {
        return calls.get(urlOf(requestId));
    }

    private String urlOf(String requestId) {
        return url + "/" + URLEncoder.encode(requestId, StandardCharsets.UTF_8);
    }

    /** All loops of a request in a state, each with the reason. */
    public List<JsonNode> loops(String requestId, String state) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        int size;
        do {
            JsonNode loops =
                    calls.get(urlOf(requestId) + "/loops?state=" + state + "&limit=" + PAGE + "&offset=" + all.size());
            size = loops.size();
            loops.forEach(all::add);
        } while (size == PAGE);
        return all;
    }

    /** The line for people about how it ended. */
    public static String summary(JsonNode progress) {
        return ProgressBar.line(progress, 0, Duration.ZERO);
    }

    private static String line(JsonNode now, long before, long began) {
        return ProgressBar.line(now, before, Duration.ofNanos(System.nanoTime() - began));
    }
}
