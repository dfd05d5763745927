package dev.loopline.backfill.code.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from the words and the formula of a factor's task what it needs: fields that are named as such, and the longest
 * number of days. That is what was intended, not what the code does, so it counts only where the code says nothing.
 */
public final class DescribedInputs {

    private static final int LONGEST_TEXT = 20_000;
    private static final Pattern FIELD = Pattern.compile(
            "\\$([A-Za-z_][A-Za-z0-9_]*)(?!\\s*\\$)|\\b((?:db|mf)_[a-z0-9_]+)\\b|\\b(open|high|low|close|volume|vwap|amount)\\b");
    private static final Pattern DAYS =
            Pattern.compile("(?<![\\d.])(\\d{1,4})\\s*-?\\s*(?:trading\\s+)?(?:days?|D|d|日|天|个交易日)(?![A-Za-z])"
                    + "|(?:rolling|shift|window|n|N|t\\s*-)\\s*[(=]?\\s*(\\d{1,4})(?![\\d.])");

    private DescribedInputs() {}

    /** @param texts description, formula, and the like; some may be empty */
    public static FactorInputs of(List<String> texts) {
        for (String text : texts) {
            FactorInputs expression = QlibExpression.of(text);
            if (expression.fieldsKnown() && expression.lookbackKnown()) {
                return expression;
            }
        }
        Set<String> fields = new TreeSet<>();
        int longest = 0;
        for (String whole : texts) {
            String text = whole.length() > LONGEST_TEXT ? whole.substring(0, LONGEST_TEXT) : whole;
            fields.addAll(groups(FIELD, text));
            for (String days : groups(DAYS, text)) {
                longest = Math.max(longest, Integer.parseInt(days));
            }
        }
        return new FactorInputs(
                new TreeSet<>(fields),
                new TreeSet<>(),
                !fields.isEmpty(),
                Math.max(1, longest),
                longest > 0,
                false,
                List.of());
    }

    private static List<String> groups(Pattern pattern, String text) {
        List<String> all = new ArrayList<>();
        for (Matcher hit = pattern.matcher(text); hit.find(); ) {
            for (int group = 1; group <= hit.groupCount(); group++) {
                if (hit.group(group) != null) {
                    all.add(hit.group(group));
                }
            }
        }
        return all;
    }
}
