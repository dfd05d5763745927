package dev.loopline.backfill.code.python;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The columns that a program writes as its result, each with what flows into it. Not safe for several threads. */
final class Outputs {

    private static final int MOST = 2_000;

    /** What one output has no name of its own is called. */
    static final String UNNAMED = "";

    private final Map<String, Reach> columns = new LinkedHashMap<>();
    private final Set<String> sure = new HashSet<>();

    /** A table or series is written to a file; one that is known not to be the result is passed over. */
    void write(Value value, Arguments arguments) {
        List<Value.Text> path = arguments.at(0).map(Value::texts).orElse(List.of());
        boolean other = !path.isEmpty()
                && path.stream()
                        .noneMatch(text -> text.text().toLowerCase(Locale.ROOT).contains("result"));
        if (!other) {
            add(value);
        }
    }

    void add(Value value) {
        of(value).forEach((name, reach) -> {
            if (columns.size() < MOST) {
                columns.merge(name, reach, Reach::with);
                if (!(value instanceof Frame frame) || frame.isMadeForOutput()) {
                    sure.add(name);
                }
            }
        });
    }

    /** Whether a column was made to be a result, not for one on the way. */
    boolean isSure(String column) {
        return sure.contains(column);
    }

    Map<String, Reach> columns() {
        return columns;
    }

    /** The columns of a value: of a table those that the program gave it, of a series its name. */
    static Map<String, Reach> of(Value value) {
        if (value instanceof Frame frame && !frame.columns().isEmpty()) {
            Map<String, Reach> named = new LinkedHashMap<>(frame.columns());
            Reach first = named.remove("0");
            if (first != null) {
                named.put(UNNAMED, first);
            }
            return named;
        }
        if (value instanceof Items items) {
            Map<String, Reach> all = new LinkedHashMap<>();
            for (Value one : new ArrayList<>(items.list())) {
                of(one).forEach((name, reach) -> all.merge(name, reach, Reach::with));
            }
            return all;
        }
        if (value.isData()) {
            String name = value instanceof Value.Series series && series.name() != null ? series.name() : UNNAMED;
            return Map.of(name, value.reach());
        }
        return Map.of();
    }
}
