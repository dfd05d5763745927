package dev.loopline.watcher.registry;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of one row of one of RD-Agent's tables, independent of how the table was made. Not safe for several threads; used
 * for one write.
 */
public final class RowChange {

    /** What becomes of a value where the row exists already; a new row gets the value in any case. */
    enum Rule {
        /** The new value counts. */
        SET("?"),
        /** The new value counts, unless it is null. */
        SET_UNLESS_NULL("COALESCE(?, %s)"),
        /** What is recorded counts, unless it is null or empty. */
        FILL("COALESCE(NULLIF(%s, ''), ?)"),
        /** The later of both counts. */
        LATER("MAX(COALESCE(%s, ''), ?)"),
        /** What is recorded counts, even if it is null. */
        ONLY_NEW("");

        private final String expression;

        Rule(String expression) {
            this.expression = expression;
        }

        String expression(String column) {
            return expression.formatted(column);
        }
    }

    /** A column with its value. */
    record Value(String column, @Nullable Object value, Rule rule) {}

    private final RdAgentTable table;
    private final List<Object> key;
    private final List<Value> values = new ArrayList<>();
    private final List<@Nullable Object> conditionParameters = new ArrayList<>();
    private String condition = "";

    private RowChange(RdAgentTable table, List<Object> key) {
        this.table = table;
        this.key = key;
    }

    /** @param key which row, in the order of the table's key */
    public static RowChange of(RdAgentTable table, Object... key) {
        return new RowChange(table, List.of(key));
    }

    /** The column gets this value. */
    public RowChange set(String column, @Nullable Object value) {
        return add(column, value, Rule.SET);
    }

    /** The column gets this value; if it is null, it stays as it is. */
    public RowChange setUnlessNull(String column, @Nullable Object value) {
        return add(column, value, Rule.SET_UNLESS_NULL);
    }

    /** The column gets this value if it has none, or an empty one. */
    public RowChange fill(String column, @Nullable Object value) {
        return add(column, value, Rule.FILL);
    }

    /** The column gets this time, unless a later one is recorded. */
    public RowChange later(String column, String time) {
        return add(column, time, Rule.LATER);
    }

    /** The column gets this value if the row is new. */
    public RowChange onlyNew(String column, @Nullable Object value) {
        return add(column, value, Rule.ONLY_NEW);
    }

    /** The row is changed only where this holds. */
    public RowChange where(String sql, @Nullable Object... parameters) {
        condition = sql;
        conditionParameters.addAll(java.util.Arrays.asList(parameters));
        return this;
    }

    private RowChange add(String column, @Nullable Object value, Rule rule) {
        values.add(new Value(column, value, rule));
        return this;
    }

    RdAgentTable table() {
        return table;
    }

    List<Object> key() {
        return key;
    }

    List<Value> values() {
        return values;
    }

    /** SQL, or empty. */
    String condition() {
        return condition;
    }

    List<@Nullable Object> conditionParameters() {
        return conditionParameters;
    }

    /** The key as one text. */
    String keyText() {
        return String.join("/", key.stream().map(String::valueOf).toList());
    }
}
