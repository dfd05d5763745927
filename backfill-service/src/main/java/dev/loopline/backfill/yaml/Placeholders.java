package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.jinja.Filled;
import dev.loopline.backfill.jinja.Template;
import dev.loopline.backfill.jinja.Variables;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the placeholders of a template stood for, by what the run recorded where each of them stands. A variable that
 * is known by one place is known at all others. For one template and one thread.
 */
final class Placeholders {

    /** Keys that a template writes only if their variable is set. */
    private static final Set<String> OPTIONAL = Set.of("step_len", "num_timesteps");

    private static final int MOST_NODES = 50_000;

    private final Filled marked;
    private final RunParams params;
    private final Map<String, String> known = new LinkedHashMap<>();
    private int nodes;

    private Placeholders(Filled marked, RunParams params) {
        this.marked = marked;
        this.params = params;
    }

    /**
     * @param content the template with marks, as the YAML loader gives it
     */
    static Variables of(Filled marked, @Nullable Object content, RunParams params) {
        Placeholders placeholders = new Placeholders(marked, params);
        placeholders.walk(content, "");
        Set<String> absent = new HashSet<>();
        for (String expression : marked.expressions()) {
            String variable = Template.variable(expression);
            if (OPTIONAL.contains(variable) && !placeholders.known.containsKey(variable)) {
                absent.add(variable);
            }
        }
        return new Variables(placeholders.known, absent, Set.of(), Map.of());
    }

    private void walk(@Nullable Object value, String path) {
        if (++nodes > MOST_NODES) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> walk(below, path.isEmpty() ? String.valueOf(key) : path + "." + key));
        } else if (value instanceof Collection<?> items) {
            int index = 0;
            for (Object item : items) {
                walk(item, path + "." + index++);
            }
        } else if (value instanceof String text) {
            Optional<String> variable =
                    marked.expressionOf(text).map(Template::variable).filter(name -> !name.isEmpty());
            variable.ifPresent(name -> params.value(path).ifPresent(ran -> known.putIfAbsent(name, text(ran))));
        }
    }

    private static String text(JsonNode value) {
        if (value.isContainerNode()) {
            return value.toString();
        }
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }
}
