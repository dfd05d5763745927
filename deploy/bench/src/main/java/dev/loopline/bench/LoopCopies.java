package dev.loopline.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleCreated;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Copies of events, each of a loop of its own. Deterministic. Not safe for several threads. */
final class LoopCopies {

    private static final double SPREAD = 0.2;

    private final List<BundleCreated> originals;
    private final EventCodec codec = new EventCodec();
    private final Random random = new Random(42);
    private int made;

    LoopCopies(List<BundleCreated> originals) {
        this.originals = List.copyOf(originals);
    }

    /** The next one: another task run, other figures, and other expressions where RD-Agent made the factor itself. */
    BundleCreated next() {
        BundleCreated original = originals.get(made % originals.size());
        String taskRun = original.key().taskRunId();
        String suffix = "_c" + made;
        made++;
        try {
            String text = new String(codec.encode(original), StandardCharsets.UTF_8).replace(taskRun, taskRun + suffix);
            JsonNode tree = Json.mapper().readTree(text);
            JsonNode metadata = tree.path("backfilled").path("metadata");
            for (JsonNode factor : metadata.path("factor_meta").path("factors")) {
                if (factor.path("source").asText().equals("rdagent_generated")) {
                    ((ObjectNode) factor)
                            .put("expression", factor.path("expression").asText() + suffix);
                }
            }
            double shift = SPREAD * random.nextGaussian();
            for (JsonNode combination : metadata.path("factor_perf").path("combinations")) {
                for (JsonNode window : combination.path("windows")) {
                    ((ObjectNode) window).put("sharpe", window.path("sharpe").asDouble() + shift);
                }
            }
            return Json.mapper().treeToValue(tree, BundleCreated.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a copy of an event is no event", e);
        }
    }
}
