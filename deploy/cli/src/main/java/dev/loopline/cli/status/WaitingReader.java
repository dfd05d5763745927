package dev.loopline.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks services what they cannot get done at the moment, and why. One that does not answer is left out: the status shows
 * by itself that it is down. Safe for all threads.
 */
final class WaitingReader {

    private final ServiceCalls calls = new ServiceCalls(Duration.ofSeconds(5));

    /** What waits in an instance, the longest first. */
    List<Status.Waiting> read(String instance, String url) {
        List<Status.Waiting> waiting = new ArrayList<>();
        get(url + "/api/waiting")
                .forEach(one -> waiting.add(new Status.Waiting(
                        instance,
                        text(one.path("loop")),
                        one.path("since").asText(),
                        one.path("reason").asText())));
        if (instance.equals(Service.WORKSPACE_WATCHER.serviceName())) {
            addWatchers(instance, get(url + "/api/status"), waiting);
        }
        return waiting;
    }

    /** Loops of which files are gone; a service that keeps no such list has none. */
    List<Status.Waiting> sourceRemoved(String instance, String url) {
        List<Status.Waiting> removed = new ArrayList<>();
        get(url + "/api/status")
                .path("source_removed")
                .forEach(one -> removed.add(new Status.Waiting(
                        instance,
                        one.path("subject").asText(),
                        null,
                        one.path("reason").asText())));
        return removed;
    }

    /** The watcher waits for files and for the registry, not only for events. */
    private static void addWatchers(String instance, JsonNode status, List<Status.Waiting> waiting) {
        for (String problem : List.of("outbox_problem", "file_event_problem")) {
            String sentence = text(status.path(problem));
            if (sentence != null) {
                waiting.add(new Status.Waiting(instance, null, null, sentence));
            }
        }
        if (!status.path("file_events_arrive").asBoolean(true) && text(status.path("file_event_problem")) == null) {
            waiting.add(new Status.Waiting(
                    instance,
                    null,
                    null,
                    Texts.text(
                            "status.events.silent", status.path("file_system").asText())));
        }
        status.path("waiting")
                .forEach(one -> waiting.add(new Status.Waiting(
                        instance,
                        one.path("subject").asText(),
                        null,
                        one.path("reason").asText())));
    }

    private JsonNode get(String url) {
        try {
            return calls.get(url);
        } catch (IOException e) {
            return MissingNode.getInstance();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return MissingNode.getInstance();
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
    }
}
