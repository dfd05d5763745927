package dev.loopline.samples.runs;

import java.util.List;
import java.util.Set;

/**
 * What a factor computes, apart from how its program is written.
 *
 * @param label the beginning of its name in words, such as {@code Close Change}
 * @param days its window
 * @param formula as a task states it
 * @param lines statements that set {@code value} from the table {@code prices}
 * @param fields the columns of prices that they read
 * @param lookback the numbers of days that may rightly be called its look-back; empty if there is nothing to say
 */
record RunIdea(String label, int days, String formula, List<String> lines, Set<String> fields, Set<Integer> lookback) {

    /** The change of a field over some days. */
    static RunIdea change(String field, int days) {
        return new RunIdea(
                capital(field) + " Change",
                days,
                "\\frac{%1$s_t}{%1$s_{t-%2$d}} - 1".formatted(field, days),
                List.of("value = prices[\"$%s\"].groupby(level=\"instrument\").pct_change(%d)".formatted(field, days)),
                Set.of(field),
                Set.of(days, days + 1));
    }

    /** The mean of a field. */
    static RunIdea mean(String field, int days) {
        return new RunIdea(
                capital(field) + " Average",
                days,
                "\\frac{1}{%2$d}\\sum_{i<%2$d} %1$s_{t-i}".formatted(field, days),
                List.of(
                        "by_stock = prices[\"$%s\"].groupby(level=\"instrument\")".formatted(field),
                        "value = by_stock.transform(lambda s: s.rolling(%d).mean())".formatted(days)),
                Set.of(field),
                Set.of(days));
    }

    /** A field relative to its mean. */
    static RunIdea stretch(String field, int days) {
        return new RunIdea(
                capital(field) + " Stretch",
                days,
                "%1$s_t / MA_{%2$d}(%1$s)_t".formatted(field, days),
                List.of(
                        "field = prices[\"$%s\"]".formatted(field),
                        "average = field.groupby(level=\"instrument\").transform(lambda s: s.rolling(%d).mean())"
                                .formatted(days),
                        "value = field / average"),
                Set.of(field),
                Set.of(days));
    }

    /** The mean range of a day relative to its close. */
    static RunIdea range(int days) {
        return new RunIdea(
                "Daily Range",
                days,
                "mean((high - low) / close, %d)".formatted(days),
                List.of(
                        "width = (prices[\"$high\"] - prices[\"$low\"]) / prices[\"$close\"]",
                        "value = width.groupby(level=\"instrument\").transform(lambda s: s.rolling(%d).mean())"
                                .formatted(days)),
                Set.of("high", "low", "close"),
                Set.of(days));
    }

    /** Returns weighted with volume, summed. */
    static RunIdea flow(int days) {
        return new RunIdea(
                "Money Flow",
                days,
                "\\sum_{i<%d} r_{t-i} volume_{t-i}".formatted(days),
                List.of(
                        "moved = prices[\"$close\"].groupby(level=\"instrument\").pct_change()",
                        "weighted = moved * prices[\"$volume\"]",
                        "value = weighted.groupby(level=\"instrument\").transform(lambda s: s.rolling(%d).sum())"
                                .formatted(days)),
                Set.of("close", "volume"),
                Set.of(days, days + 1));
    }

    /** The rank of a field among all stocks of the day; its formula says the same whatever the field is. */
    static RunIdea rank(String field) {
        return new RunIdea(
                capital(field) + " Place",
                1,
                "rank(x_t) / count(x_t)",
                List.of("value = prices[\"$%s\"].groupby(level=\"datetime\").rank(pct=True)".formatted(field)),
                Set.of(field),
                Set.of());
    }

    private static String capital(String field) {
        return Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
}
