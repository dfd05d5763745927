package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.workspace.CleanText;
import dev.loopline.kit.session.SessionLoop;
import dev.loopline.kit.session.SessionTask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What RD-Agent set out to write, by the session log: descriptions, formulas and variables of factors, by name. It fills
 * what nothing else says, and marks that it did. Pure.
 */
final class FactorTasks {

    /** Where the description of a factor comes from, if it was not in its file. */
    static final String ORIGIN = "description_origin";

    private final Map<String, SessionTask> byName = new HashMap<>();
    private final Set<String> accepted = new HashSet<>();

    /** @param session null if there is no log; of two tasks of one name the last counts, as in RD-Agent */
    FactorTasks(@Nullable SessionLoop session) {
        if (session != null && session.experiment() != null) {
            session.experiment().acceptedFactors().forEach(name -> accepted.add(FactorCode.identifier(name)));
        }
        if (session != null) {
            for (SessionTask task : session.tasks()) {
                if (task.kind() == SessionTask.Kind.FACTOR && task.name() != null) {
                    byName.put(FactorCode.identifier(task.name()), task);
                }
            }
        }
    }

    /** Whether the session says that a factor was accepted in an earlier loop. */
    boolean isAccepted(String name) {
        return accepted.contains(FactorCode.identifier(name));
    }

    /**
     * Fills the empty ones of {@code description_cn, formula_hint, expression, variables}, and again those that an earlier
     * backfill filled from the log: the loop may have run again.
     */
    void describe(ObjectNode item) {
        SessionTask task = byName.get(FactorCode.identifier(item.path("name").asText("")));
        if (task == null) {
            return;
        }
        boolean anew = item.has(ORIGIN);
        boolean filled = fill(item, "description_cn", task.description(), anew);
        filled |= fill(item, "formula_hint", task.formulation(), anew);
        filled |= fill(item, "expression", task.formulation(), anew);
        if (!task.variables().isEmpty() && (anew || isEmpty(item.path("variables")))) {
            ObjectNode variables = JsonNodeFactory.instance.objectNode();
            task.variables().forEach((name, meaning) -> variables.put(CleanText.of(name), CleanText.of(meaning)));
            item.set("variables", variables);
            filled = true;
        }
        if (filled) {
            item.put(ORIGIN, Origin.DERIVED);
        }
    }

    private static boolean fill(ObjectNode item, String field, @Nullable String text, boolean anew) {
        boolean wanted = text != null && !text.isBlank() && (anew || isEmpty(item.path(field)));
        if (wanted) {
            item.put(field, CleanText.of(text));
        }
        return wanted;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isTextual() ? value.textValue().isBlank() : value.isEmpty();
    }
}
