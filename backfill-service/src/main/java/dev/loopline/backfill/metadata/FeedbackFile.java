package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.workspace.CleanText;
import dev.loopline.contracts.event.Feedback;
import dev.loopline.kit.session.SessionFeedback;
import dev.loopline.kit.session.SessionHypothesis;
import dev.loopline.kit.session.SessionLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code feedback.json}: what RD-Agent concluded. Whatever an existing file says is kept, also when it is written anew; what it
 * does not say is taken from RD-Agent's session log. Pure.
 */
public final class FeedbackFile {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private FeedbackFile() {}

    static ObjectNode of(Envelope envelope, ExistingFile existing, @Nullable SessionLoop session) {
        boolean none = existing.kind() == ExistingFile.Kind.ABSENT;
        ObjectNode file = none ? envelope.start() : envelope.keep(existing.content());
        boolean filled = session != null && fill(file, session, existing.isOurs());
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
        if (filled && (none || existing.isOurs())) {
            file.put(Origin.FIELD, Origin.DERIVED);
        }
        Envelope.addMissing(file, Origin.FIELD, none ? Origin.DEFAULT : Origin.EXISTING);
        return none ? Envelope.markAsOurs(file) : file;
    }

    /**
     * Puts in what the session log says and the file does not; returns whether that was anything.
     *
     * @param anew whether the log also counts against the file: an earlier backfill wrote it, and the loop may have run again
     */
    private static boolean fill(ObjectNode file, SessionLoop session, boolean anew) {
        ObjectNode summary = file.path("summary") instanceof ObjectNode object ? object : JSON.objectNode();
        SessionFeedback feedback = session.feedback();
        SessionHypothesis idea = session.hypothesis();
        boolean filled = idea != null && fill(file, "hypothesis", idea.hypothesis(), anew);
        if (feedback != null) {
            boolean open = anew || decision(file.path("decision")).isNull();
            if (feedback.decision() != null && open) {
                file.put("decision", feedback.decision());
                filled = true;
            }
            filled |= fill(file, "new_hypothesis", feedback.newHypothesis(), anew);
            filled |= fill(summary, "execution", feedback.observations(), anew);
            filled |= fill(summary, "value_feedback", feedback.hypothesisEvaluation(), anew);
            filled |= fill(summary, "shape_feedback", feedback.reason(), anew);
            file.set("summary", summary);
        }
        return filled;
    }

    private static boolean fill(ObjectNode object, String field, @Nullable String text, boolean anew) {
        boolean wanted = text != null && (anew || text(object.path(field)).isBlank());
        if (wanted) {
            object.put(field, CleanText.of(text));
        }
        return wanted;
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
