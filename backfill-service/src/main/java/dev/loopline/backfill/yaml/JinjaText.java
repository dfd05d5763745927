package dev.loopline.backfill.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes YAML of a Jinja template, so that its fixed parts can be read: control tags and comments are cut out, and each
 * placeholder becomes a mark that is a plain word in every context. What a placeholder stood for is not guessed.
 *
 * @param yaml the text without Jinja
 * @param expressions the placeholders' expressions; mark n stands for number n
 */
record JinjaText(String yaml, List<String> expressions) {

    private static final Pattern TAG = Pattern.compile("\\{%.*?%}|\\{#.*?#}", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
    private static final Pattern MARK = Pattern.compile("__loopline_placeholder_(\\d+)__");

    static boolean isTemplate(String text) {
        return PLACEHOLDER.matcher(text).find() || TAG.matcher(text).find();
    }

    static JinjaText of(String template) {
        List<String> expressions = new ArrayList<>();
        String yaml = PLACEHOLDER.matcher(TAG.matcher(template).replaceAll("")).replaceAll(found -> {
            expressions.add(found.group(1).strip());
            return Matcher.quoteReplacement("__loopline_placeholder_" + (expressions.size() - 1) + "__");
        });
        return new JinjaText(yaml, List.copyOf(expressions));
    }

    /** The expression of the first mark in a scalar. */
    Optional<String> expressionIn(String scalar) {
        Matcher mark = MARK.matcher(scalar);
        return mark.find() ? Optional.of(expressions.get(Integer.parseInt(mark.group(1)))) : Optional.empty();
    }
}
