package dev.loopline.backfill.jinja;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template after it was filled.
 *
 * @param text its text; marks stand where a value is not known
 * @param expressions what stood at the marks; mark n stands for number n
 */
public record Filled(String text, List<String> expressions) {

    private static final Pattern MARK = Pattern.compile("__loopline_placeholder_(\\d{1,6})__");

    public Filled {
        expressions = List.copyOf(expressions);
    }

    static String mark(int number) {
        return "__loopline_placeholder_" + number + "__";
    }

    /** The expression of the first mark in a scalar. */
    public Optional<String> expressionIn(String scalar) {
        Matcher mark = MARK.matcher(scalar);
        return mark.find() ? expression(mark) : Optional.empty();
    }

    /** The expression of a scalar that is a mark and nothing else. */
    public Optional<String> expressionOf(String scalar) {
        Matcher mark = MARK.matcher(scalar.strip());
        return mark.matches() ? expression(mark) : Optional.empty();
    }

    private Optional<String> expression(Matcher mark) {
        int number = Integer.parseInt(mark.group(1));
        return number < expressions.size() ? Optional.of(expressions.get(number)) : Optional.empty();
    }
}
