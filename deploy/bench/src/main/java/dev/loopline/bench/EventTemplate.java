package dev.loopline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleCreated;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An encoded event that is cut at each place where a copy differs: the task run, the expressions of the factors that are
 * the loop's own, and the Sharpe ratios. Immutable.
 */
final class EventTemplate {

    /** Characters that no event holds, and that JSON does not escape. */
    private static final String SUFFIX = "\uE001";

    private static final String FIGURE = "\uE002";

    private static final Pattern PLACE =
            Pattern.compile(SUFFIX + "|\"" + FIGURE + "([^" + FIGURE + "]*)" + FIGURE + "\"");

    private final LoopKey key;
    private final Map<String, String> headers;
    private final List<Part> parts = new ArrayList<>();
    private final int length;

    /** Bytes that stay, and what follows them: the suffix, a figure, or at the end nothing. */
    private record Part(byte[] literal, boolean suffix, double figure) {}

    EventTemplate(BundleCreated original) {
        this.key = original.key();
        this.headers = CloudEventHeaders.of(original, "bench", Instant.now());
        String text = marked(original);
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            boolean isSuffix = place.group(1) == null;
            double figure = isSuffix ? 0 : Double.parseDouble(place.group(1));
            parts.add(new Part(bytes(text.substring(from, place.start())), isSuffix, figure));
            from = place.end();
        }
        parts.add(new Part(bytes(text.substring(from)), false, Double.NaN));
        this.length = 2 * text.length();
    }

    private static String marked(BundleCreated original) {
        try {
            JsonNode tree = Json.mapper().readTree(new EventCodec().encode(original));
            JsonNode metadata = tree.path("backfilled").path("metadata");
            for (JsonNode factor : metadata.path("factor_meta").path("factors")) {
                if (factor.path("source").asText().equals("rdagent_generated")) {
                    ((ObjectNode) factor)
                            .put("expression", factor.path("expression").asText() + SUFFIX);
                }
            }
            for (JsonNode combination : metadata.path("factor_perf").path("combinations")) {
                for (JsonNode window : combination.path("windows")) {
                    ((ObjectNode) window)
                            .put("sharpe", FIGURE + window.path("sharpe").asDouble() + FIGURE);
                }
            }
            String taskRun = original.key().taskRunId();
            return Json.mapper().writeValueAsString(tree).replace(taskRun, taskRun + SUFFIX);
        } catch (IOException e) {
            throw new UncheckedIOException("an event cannot be read that was just written", e);
        }
    }

    LoopCopies.Copy copy(String suffix, double shift) {
        byte[] suffixBytes = bytes(suffix);
        ByteArrayOutputStream body = new ByteArrayOutputStream(length);
        for (Part part : parts) {
            body.writeBytes(part.literal());
            if (part.suffix()) {
                body.writeBytes(suffixBytes);
            } else if (!Double.isNaN(part.figure())) {
                body.writeBytes(bytes(Double.toString(part.figure() + shift)));
            }
        }
        String taskRun = key.taskRunId();
        Map<String, String> own = new LinkedHashMap<>();
        headers.forEach((name, value) -> own.put(name, value.replace(taskRun, taskRun + suffix)));
        return new LoopCopies.Copy(new LoopKey(taskRun + suffix, key.loopId()), own, body.toByteArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
