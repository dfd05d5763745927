package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Grouped;
import dev.loopline.backfill.code.python.Value.Rolled;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Operations that reach back in time, and how far. */
final class Windows {

    private static final Set<String> LAGS = Set.of("shift", "diff", "pct_change");
    private static final Set<String> CUMULATIVE = Set.of("cumsum", "cumprod", "cummax", "cummin");
    private static final Pattern OFFSET = Pattern.compile("\\s*(\\d{1,5})\\s*([DBW])\\s*");

    private final Findings findings;

    Windows(Findings findings) {
        this.findings = findings;
    }

    /** What a method that reaches back gives; empty if it is none. */
    Optional<Value> call(Value value, String method, Arguments arguments) {
        if (LAGS.contains(method)) {
            Value periods = arguments.get(0, "periods").orElse(new Value.Num(1));
            return Optional.of(later(value, days(periods, method)));
        }
        if (CUMULATIVE.contains(method)) {
            findings.unbounded();
            return Optional.of(later(value, 0));
        }
        return switch (method) {
            case "rolling_mean",
                    "rolling_sum",
                    "rolling_std",
                    "rolling_var",
                    "rolling_min",
                    "rolling_max",
                    "rolling_median",
                    "rolling_quantile",
                    "rolling_skew" -> Optional.of(later(value, days(arguments.get(0, "window_size"), method)));
            case "ewm_mean", "ewm_std", "ewm_var" -> Optional.of(later(value, span(arguments)));
            case "rolling" -> Optional.of(new Rolled(ungrouped(value), days(arguments.get(0, "window"), method)));
            case "expanding" -> {
                findings.unbounded();
                yield Optional.of(new Rolled(ungrouped(value), 0));
            }
            case "ewm" -> Optional.of(new Rolled(ungrouped(value), span(arguments)));
            default -> Optional.empty();
        };
    }

    private static Value ungrouped(Value value) {
        return value instanceof Grouped grouped ? grouped.base() : value;
    }

    /** The same values, each with so many days more behind it. */
    Value later(Value value, int days) {
        Value plain = ungrouped(value);
        Value later = plain instanceof Frame frame
                ? frame.later(days, Reach.NONE)
                : new Series(plain.reach().plus(days), plain instanceof Series series ? series.name() : null);
        if (later.days() > FactorInputs.LONGEST_LOOKBACK) {
            findings.windowUnknown("windows of " + later.days() + " days in a row are taken for a mistake");
            return new Series(new Reach(0, later.reach().fields()), null);
        }
        findings.reaches(later.days());
        return later;
    }

    int days(Optional<Value> window, String method) {
        return days(window.orElse(Value.UNKNOWN), method);
    }

    /** A window in rows; a time offset counts its days. */
    int days(Value window, String method) {
        if (window instanceof Text text) {
            Matcher offset = OFFSET.matcher(text.text());
            if (offset.matches()) {
                return checked(
                        Integer.parseInt(offset.group(1)) * (offset.group(2).equals("W") ? 7.0 : 1.0), method);
            }
        }
        OptionalDouble largest = window instanceof Items items && !items.list().isEmpty()
                ? items.list().get(0).largest()
                : window.largest();
        if (largest.isEmpty()) {
            findings.windowUnknown(method);
            return 0;
        }
        return checked(largest.getAsDouble(), method);
    }

    private int checked(double days, String method) {
        if (days < 0) {
            findings.gap("LOOKS_AHEAD", "It uses values of later days (" + method + " by " + (long) days + ").");
            return 0;
        }
        if (days > FactorInputs.LONGEST_LOOKBACK) {
            findings.windowUnknown(method + " of " + days + " days is taken for a mistake");
            return 0;
        }
        return (int) Math.ceil(days);
    }

    /**
     * An exponential window as a span: {@code com c} is {@code 2c + 1}, {@code alpha a} is {@code 2/a - 1}, and
     * {@code halflife h} has the alpha {@code 1 - 2^(-1/h)} (manual of pandas, {@code DataFrame.ewm}). Older values have a
     * weight of less than 14 percent together.
     */
    private int span(Arguments arguments) {
        Optional<Value> span = arguments.get(1, "span");
        if (span.isPresent() && !(span.get() instanceof Value.Nothing)) {
            return days(span, "ewm");
        }
        OptionalDouble com = number(arguments.get(0, "com"));
        OptionalDouble halflife = number(arguments.get(2, "halflife"));
        OptionalDouble alpha = number(arguments.get(3, "alpha"));
        double result = Double.NaN;
        if (com.isPresent()) {
            result = 2 * com.getAsDouble() + 1;
        } else if (halflife.isPresent()) {
            result = 2 / (1 - Math.pow(2, -1 / halflife.getAsDouble())) - 1;
        } else if (alpha.isPresent()) {
            result = 2 / alpha.getAsDouble() - 1;
        }
        if (!Double.isFinite(result)) {
            findings.windowUnknown("ewm");
            return 0;
        }
        return checked(Math.ceil(result - 1e-9), "ewm");
    }

    private static OptionalDouble number(Optional<Value> value) {
        return value.map(Value::largest).orElse(OptionalDouble.empty());
    }
}
