package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Bool;
import dev.loopline.backfill.code.python.Value.Choice;
import dev.loopline.backfill.code.python.Value.Nothing;
import dev.loopline.backfill.code.python.Value.Num;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Arithmetic on what is known: numbers, texts and lists. Whatever is not certain is unknown. */
final class Literals {

    private static final int LONGEST_TEXT = 500;
    private static final int MOST_OPTIONS = 32;
    private static final Pattern PLACE = Pattern.compile("\\{(\\w*)}|%[sd]");

    private Literals() {}

    static Value number(String text) {
        String plain = text.replace("_", "");
        try {
            if (plain.length() > 2 && plain.charAt(0) == '0' && "xXoObB".indexOf(plain.charAt(1)) >= 0) {
                int radix = "xX".indexOf(plain.charAt(1)) >= 0 ? 16 : "oO".indexOf(plain.charAt(1)) >= 0 ? 8 : 2;
                return new Num(Long.parseLong(plain.substring(2), radix));
            }
            return plain.length() > 40 ? Value.UNKNOWN : new Num(Double.parseDouble(plain));
        } catch (NumberFormatException e) {
            return Value.UNKNOWN;
        }
    }

    /** Texts with escapes are no names of columns: their backslashes stay. */
    static String unescape(Node content) {
        String text = content.text();
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    static Value not(Value value) {
        return value.isTrue().map(truth -> (Value) new Bool(!truth)).orElse(Value.UNKNOWN);
    }

    static Value append(Value left, Value right) {
        return combine(left, "+", right instanceof Num num ? new Text(print(num)) : right);
    }

    private static String print(Num num) {
        double number = num.number();
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    static Value combine(Value left, String operator, Value right) {
        if (left instanceof Choice || right instanceof Choice) {
            List<Value> all = new ArrayList<>();
            for (Value one : options(left)) {
                for (Value other : options(right)) {
                    all.add(combine(one, operator, other));
                }
            }
            List<Value> distinct = all.stream().distinct().limit(MOST_OPTIONS).toList();
            return distinct.size() == 1 ? distinct.get(0) : new Choice(distinct);
        }
        if (left instanceof Text text) {
            return onText(text, operator, right);
        }
        if (left instanceof Items first && operator.startsWith("+") && right instanceof Items second) {
            Items items = first.copy();
            List.copyOf(second.list()).forEach(items::add);
            return items;
        }
        if (left instanceof Items first && operator.equals("|") && right instanceof Items second) {
            return combine(first, "+", second);
        }
        OptionalDouble a = left.largest();
        OptionalDouble b = right.largest();
        return a.isPresent() && b.isPresent() ? compute(a.getAsDouble(), operator, b.getAsDouble()) : Value.UNKNOWN;
    }

    /** All values that it may be. */
    private static List<Value> options(Value value) {
        return value instanceof Choice choice ? choice.options() : List.of(value);
    }

    private static Value onText(Text text, String operator, Value right) {
        if (operator.startsWith("+") && right instanceof Text other) {
            String both = text.text() + other.text();
            return both.length() > LONGEST_TEXT ? Value.UNKNOWN : new Text(both, text.ifPresent() || other.ifPresent());
        }
        if (operator.equals("%")) {
            List<Value> values = right instanceof Items items ? items.list() : List.of(right);
            return format(text.text(), new Arguments(values, java.util.Map.of()));
        }
        return Value.UNKNOWN;
    }

    /** {@code str.format} and {@code %}, with plain places only. */
    static Value format(String pattern, Arguments arguments) {
        Matcher place = PLACE.matcher(pattern);
        Value all = new Text("");
        int from = 0;
        for (int i = 0; place.find(); i++) {
            String name = place.group(1) == null ? "" : place.group(1);
            boolean isNumber =
                    !name.isEmpty() && name.length() < 3 && name.chars().allMatch(Character::isDigit);
            Optional<Value> value = name.isEmpty()
                    ? arguments.at(i)
                    : isNumber ? arguments.at(Integer.parseInt(name)) : arguments.name(name);
            all = append(all, new Text(pattern.substring(from, place.start())));
            all = append(all, value.orElse(Value.UNKNOWN));
            from = place.end();
        }
        return append(all, new Text(pattern.substring(from)));
    }

    private static Value compute(double a, String operator, double b) {
        double result = switch (operator) {
            case "+", "+=" -> a + b;
            case "-", "-=" -> a - b;
            case "*", "*=" -> a * b;
            case "/", "/=" -> a / b;
            case "//", "//=" -> Math.floor(a / b);
            case "%", "%=" -> a - b * Math.floor(a / b);
            case "**", "**=" -> Math.pow(a, b);
            default -> Double.NaN;
        };
        return Double.isFinite(result) ? new Num(result) : Value.UNKNOWN;
    }

    static Optional<Boolean> compare(Value left, String operator, Value right) {
        boolean isIdentity = operator.equals("is") || operator.equals("is not");
        if (isIdentity && right instanceof Nothing) {
            return isNone(left).map(none -> none == operator.equals("is"));
        }
        if (left instanceof Num a && right instanceof Num b) {
            return order(Double.compare(a.number(), b.number()), operator);
        }
        if (left instanceof Text a && right instanceof Text b && !a.ifPresent()) {
            return operator.endsWith("in")
                    ? Optional.of(b.text().contains(a.text()) == operator.equals("in"))
                    : order(a.text().compareTo(b.text()), operator);
        }
        if (left instanceof Bool a && right instanceof Bool b) {
            return order(Boolean.compare(a.truth(), b.truth()), operator);
        }
        if (operator.endsWith("in") && left instanceof Text && right instanceof Items items) {
            boolean sure = items.list().stream().allMatch(one -> one instanceof Text text && !text.ifPresent());
            return sure ? Optional.of(items.list().contains(left) == operator.equals("in")) : Optional.empty();
        }
        return Optional.empty();
    }

    /** A column that {@code df.get} gave may be none. */
    private static Optional<Boolean> isNone(Value value) {
        if (value instanceof Nothing) {
            return Optional.of(true);
        }
        boolean unsure = value instanceof Value.Opaque || value instanceof Choice || value instanceof Value.Series;
        return unsure ? Optional.empty() : Optional.of(false);
    }

    private static Optional<Boolean> order(int order, String operator) {
        return switch (operator) {
            case "==", "is" -> Optional.of(order == 0);
            case "!=", "is not" -> Optional.of(order != 0);
            case "<" -> Optional.of(order < 0);
            case "<=" -> Optional.of(order <= 0);
            case ">" -> Optional.of(order > 0);
            case ">=" -> Optional.of(order >= 0);
            default -> Optional.empty();
        };
    }
}
