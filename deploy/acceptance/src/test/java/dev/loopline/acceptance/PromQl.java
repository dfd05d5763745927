package dev.loopline.acceptance;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus asks for. It is no parser of the language, which promtool is; it finds the names.
 *
 * @param metrics each metric with the labels by which it is selected
 * @param grouping labels by which results are grouped or matched
 */
record PromQl(Map<String, Set<String>> metrics, Set<String> grouping) {

    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\[[^\\]]*]|[0-9][0-9a-zA-Z_.]*|[a-zA-Z_:][a-zA-Z0-9_:]*|\\S");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "offset", "bool", "Inf", "NaN");
    private static final Set<String> BEFORE_LABELS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    static PromQl of(String expression) {
        PromQl found = new PromQl(new TreeMap<>(), new TreeSet<>());
        String[] tokens =
                TOKEN.matcher(expression).results().map(match -> match.group()).toArray(String[]::new);
        Set<String> labels = new TreeSet<>();
        String before = "";
        char inside = ' ';
        for (int i = 0; i < tokens.length; i++) {
            String token = tokens[i];
            String next = i + 1 < tokens.length ? tokens[i + 1] : "";
            Matcher name = NAME.matcher(token);
            if (token.equals("{")) {
                inside = '{';
            } else if (token.equals("(") && BEFORE_LABELS.contains(before)) {
                inside = '(';
            } else if (token.equals("}") || token.equals(")")) {
                inside = ' ';
            } else if (name.matches() && inside == '{') {
                labels.add(token);
            } else if (name.matches() && inside == '(') {
                found.grouping.add(token);
            } else if (name.matches()
                    && !next.equals("(")
                    && !BEFORE_LABELS.contains(next)
                    && !OPERATORS.contains(token)
                    && !BEFORE_LABELS.contains(token)) {
                labels = found.metrics.computeIfAbsent(token, any -> new TreeSet<>());
            }
            before = token;
        }
        return found;
    }
}
