package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What all metadata files say first. The time is the loop's, not the clock's, so that the same loop gives the same bytes
 * whenever it is backfilled.
 *
 * @param loop the loop
 * @param finishedAt when it finished
 */
public record Envelope(LoopKey loop, Instant finishedAt) {

    static final String VERSION = "v1";

    private static final DateTimeFormatter PYTHON_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    String time() {
        return PYTHON_TIME.format(finishedAt);
    }

    String day() {
        return DAY.format(finishedAt);
    }

    /** A new object that begins with version and ids. */
    ObjectNode start() {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("version", VERSION);
        putIds(object);
        return object;
    }

    /** A copy of a kept file whose ids are this loop's. */
    ObjectNode keep(ObjectNode existing) {
        ObjectNode object = existing.deepCopy();
        addMissing(object, "version", JsonNodeFactory.instance.textNode(VERSION));
        putIds(object);
        return object;
    }

    private void putIds(ObjectNode object) {
        object.put("task_run_id", loop.taskRunId());
        object.put("loop_id", loop.loopId());
    }

    /** Adds a field where there is none or only null. */
    static void addMissing(ObjectNode object, String field, @Nullable JsonNode value) {
        if (!object.hasNonNull(field)) {
            object.set(field, value == null ? JsonNodeFactory.instance.nullNode() : value);
        }
    }

    static void addMissing(ObjectNode object, String field, String value) {
        addMissing(object, field, JsonNodeFactory.instance.textNode(value));
    }

    static ObjectNode markAsOurs(ObjectNode object) {
        return object.put(ExistingFile.WRITER_FIELD, ExistingFile.WRITER);
    }
}
