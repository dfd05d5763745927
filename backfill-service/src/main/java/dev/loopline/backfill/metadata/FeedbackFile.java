package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.event.Feedback;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code feedback.json}: what RD-Agent concluded. The decision and the texts are on disk nowhere else, so whatever an
 * existing file says is kept, also when it is written anew. Pure.
 */
public final class FeedbackFile {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private FeedbackFile() {}

    static ObjectNode of(Envelope envelope, ExistingFile existing) {
        boolean none = existing.kind() == ExistingFile.Kind.ABSENT;
        ObjectNode file = none ? envelope.start() : envelope.keep(existing.content());
        Envelope.addMissing(file, "generated_at_utc", envelope.time());
        if (!file.path("decision").isBoolean()) {
            file.set("decision", decision(file.path("decision")));
        }
        Envelope.addMissing(file, "hypothesis", "");
        ObjectNode summary = file.path("summary") instanceof ObjectNode object ? object : JSON.objectNode();
        for (String field : List.of("execution", "value_feedback", "shape_feedback")) {
            Envelope.addMissing(summary, field, "");
        }
        for (String field : List.of("code_critic", "limitations")) {
            Envelope.addMissing(summary, field, JSON.arrayNode());
        }
        file.set("summary", summary);
        Envelope.addMissing(file, Origin.FIELD, none ? Origin.DEFAULT : Origin.EXISTING);
        return none ? Envelope.markAsOurs(file) : file;
    }

    /** Other writers put a number or a word. */
    private static JsonNode decision(JsonNode value) {
        String text = value.asText("").toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("1")) {
            return JSON.booleanNode(true);
        }
        return text.equals("false") || text.equals("0") ? JSON.booleanNode(false) : JSON.nullNode();
    }

    /**
     * What the file says.
     *
     * @param file null if there is none
     */
    public static Feedback feedback(@Nullable JsonNode file) {
        JsonNode says = file == null ? JSON.objectNode() : file;
        JsonNode summary = says.path("summary");
        return new Feedback(
                says.path("decision").isBoolean()
                        ? (Boolean) says.path("decision").booleanValue()
                        : null,
                text(says.path("hypothesis")),
                text(summary.path("execution")),
                text(summary.path("value_feedback")),
                text(summary.path("shape_feedback")),
                texts(summary.path("code_critic")),
                texts(summary.path("limitations")));
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.isMissingNode() || value.isNull() ? "" : value.toString();
    }

    private static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> texts.add(text(item)));
        } else if (!text(value).isEmpty()) {
            texts.add(text(value));
        }
        return texts;
    }
}
