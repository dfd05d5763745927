package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Accessor;
import dev.loopline.backfill.code.python.Value.Num;
import dev.loopline.backfill.code.python.Value.Series;
import java.util.List;
import java.util.OptionalDouble;

/** Windows that a loop cuts out by position, as {@code values[i - n + 1 : i + 1]}. */
final class RowSlices {

    private static final int DEEPEST = 20;

    private final Interpreter run;

    RowSlices(Interpreter run) {
        this.run = run;
    }

    /** What is sliced, with the days of the window behind it; the same if it is no such window. */
    Value of(Value object, List<Node> keys) {
        Value data = object instanceof Accessor accessor && accessor.name().equals("iloc") ? accessor.base() : object;
        boolean rows = data instanceof Series || data instanceof Frame;
        if (keys.size() == 1 && keys.get(0).is("binary_operator") && (data instanceof Series || data != object)) {
            return lagged(object, data, keys.get(0));
        }
        if (!rows
                || keys.isEmpty()
                || !keys.get(0).is("slice")
                || keys.get(0).children().size() != 2) {
            return object;
        }
        Node from = keys.get(0).children().get(0);
        Node to = keys.get(0).children().get(1);
        if (run.expressions().value(from) instanceof Num || run.expressions().value(to) instanceof Num) {
            return object;
        }
        double length = offset(to, 0) - offset(from, 0);
        if (Double.isNaN(length)) {
            run.findings().windowUnknown("a slice of rows");
            return object;
        }
        if (length <= 0) {
            return object;
        }
        Value window =
                run.methods().windows().later(data, run.methods().windows().days(new Num(length), "a slice of rows"));
        return object instanceof Accessor accessor ? new Accessor(window, accessor.name()) : window;
    }

    /** {@code values[i - n]}: the value n rows before the one that the loop is at. */
    private Value lagged(Value object, Value data, Node key) {
        Value index = run.expressions().value(key);
        double lag = index instanceof Num || index.isData() ? Double.NaN : -offset(key, 0);
        if (!(lag > 0)) {
            return object;
        }
        Value earlier =
                run.methods().windows().later(data, run.methods().windows().days(new Num(lag), "a row"));
        return object instanceof Accessor accessor ? new Accessor(earlier, accessor.name()) : earlier;
    }

    /** How far a bound is from the row that the loop is at; NaN if it is moved by what is not known. */
    private double offset(Node node, int depth) {
        if (depth > DEEPEST) {
            return Double.NaN;
        }
        switch (node.type()) {
            case "identifier":
                return 0;
            case "parenthesized_expression":
                return node.children().isEmpty()
                        ? Double.NaN
                        : offset(node.children().get(0), depth + 1);
            case "binary_operator":
                return sum(node, depth);
            case "call":
                return node.child("arguments").stream()
                        .flatMap(list -> list.children().stream())
                        .filter(one -> !(run.expressions().value(one) instanceof Num))
                        .mapToDouble(one -> offset(one, depth + 1))
                        .findFirst()
                        .orElse(Double.NaN);
            default:
                return Double.NaN;
        }
    }

    private double sum(Node node, int depth) {
        double left = node.child("left").map(one -> offset(one, depth + 1)).orElse(Double.NaN);
        OptionalDouble right = run.expressions().value(node.child("right")).largest();
        String operator = node.child("operator").map(Node::text).orElse("");
        if (right.isEmpty() || !operator.equals("+") && !operator.equals("-")) {
            return Double.NaN;
        }
        return operator.equals("+") ? left + right.getAsDouble() : left - right.getAsDouble();
    }
}
