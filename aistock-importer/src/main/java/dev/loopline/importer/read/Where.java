package dev.loopline.importer.read;

import dev.loopline.kit.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a query and the values of their question marks. Immutable.
 *
 * @param conditions all of which hold
 * @param values one for each question mark, in their order
 */
public record Where(List<String> conditions, List<Object> values) {

    static final Where ALL = new Where(List.of(), List.of());

    public Where {
        conditions = List.copyOf(conditions);
        values = List.copyOf(values);
    }

    public static Where is(String column, Object value) {
        return ALL.and(column + " = ?", value);
    }

    /** @param more has as many question marks as there are values */
    Where and(String more, Object... parameters) {
        List<String> conditions = new ArrayList<>(this.conditions);
        List<Object> values = new ArrayList<>(this.values);
        conditions.add(more);
        values.addAll(List.of(parameters));
        return new Where(conditions, values);
    }

    /** A condition with one question mark; none if the text is null or blank. */
    Where given(String condition, @Nullable String text) {
        return text == null || text.isBlank() ? this : and(condition, text);
    }

    /** The column has the value, if one is given. */
    Where equal(String column, @Nullable String text) {
        return given(column + " = ?", text);
    }

    /** The columns contain the text, whatever the case, if one is given. */
    Where search(String columns, @Nullable String text) {
        return given("position(lower(?) IN lower(concat_ws(' ', " + columns + "))) > 0", text);
    }

    /** @throws ProblemException 400 if the text is no whole number */
    Where number(String name, @Nullable String text) {
        try {
            return text == null || text.isBlank() ? this : and("t." + name + " = ?", Integer.valueOf(text.strip()));
        } catch (NumberFormatException e) {
            throw new ProblemException(400, "FILTER_INVALID", name + " has to be a whole number");
        }
    }

    /** As it stands in a statement. */
    @Override
    public String toString() {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }
}
