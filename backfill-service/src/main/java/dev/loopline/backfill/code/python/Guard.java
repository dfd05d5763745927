package dev.loopline.backfill.code.python;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a condition says about columns.
 *
 * @param present columns that are there if it holds
 * @param absent columns that are not
 */
record Guard(Set<String> present, Set<String> absent) {

    static final Guard NOTHING = new Guard(Set.of(), Set.of());

    /** What the condition says if it holds, or if it does not. */
    static Guard of(Node condition, boolean holds, Expressions expressions) {
        switch (condition.type()) {
            case "parenthesized_expression":
                return condition.children().isEmpty()
                        ? NOTHING
                        : of(condition.children().get(0), holds, expressions);
            case "not_operator":
                return condition
                        .child("argument")
                        .map(inner -> of(inner, !holds, expressions))
                        .orElse(NOTHING);
            case "boolean_operator":
                return both(condition, holds, expressions);
            case "comparison_operator":
                return comparison(condition, holds, expressions);
            case "identifier":
                return expressions.value(condition) instanceof Value.Membership known
                        ? of(new LinkedHashSet<>(known.columns()), known.isIn() == holds)
                        : NOTHING;
            case "call":
                return call(condition, holds, expressions);
            default:
                return NOTHING;
        }
    }

    /** If one of two may be what holds, a column is sure to be there only if neither needs the other. */
    private static Guard both(Node node, boolean holds, Expressions expressions) {
        Guard left = node.child("left").map(one -> of(one, holds, expressions)).orElse(NOTHING);
        Guard right =
                node.child("right").map(one -> of(one, holds, expressions)).orElse(NOTHING);
        boolean isAnd = node.child("operator").map(Node::text).orElse("").equals("and");
        Set<String> absent = new LinkedHashSet<>(left.absent);
        absent.addAll(right.absent);
        Set<String> present = new LinkedHashSet<>();
        if (isAnd == holds) {
            present.addAll(left.present);
            present.addAll(right.present);
        }
        return new Guard(present, absent);
    }

    private static Guard comparison(Node node, boolean holds, Expressions expressions) {
        String operator = node.child("operators").map(Node::text).orElse("");
        if (node.children().size() != 3 || !operator.equals("in") && !operator.equals("not in")) {
            return NOTHING;
        }
        return membership(node.children().get(0), node.children().get(2), operator.equals("in") == holds, expressions);
    }

    private static Guard membership(Node names, Node table, boolean isIn, Expressions expressions) {
        if (!isColumns(expressions.value(table))) {
            return NOTHING;
        }
        Set<String> columns = new LinkedHashSet<>();
        expressions.value(names).texts().forEach(text -> columns.add(text.text()));
        return of(columns, isIn);
    }

    private static Guard of(Set<String> columns, boolean areThere) {
        return areThere ? new Guard(columns, Set.of()) : new Guard(Set.of(), columns);
    }

    static boolean isColumns(Value value) {
        return value instanceof Value.Columns || value instanceof Frame;
    }

    /** {@code all(c in df.columns for c in names)}, {@code {…}.issubset(df.columns)}, {@code hasattr(df, "x")}. */
    private static Guard call(Node node, boolean holds, Expressions expressions) {
        Node function = node.child("function").orElse(node);
        Node arguments = node.child("arguments").orElse(node);
        if (function.text().equals("all") && arguments.is("generator_expression")) {
            return expressions.comprehensions().allOf(arguments, holds);
        }
        if (arguments.children().isEmpty()) {
            return NOTHING;
        }
        if (function.is("attribute") && function.text().endsWith(".issubset")) {
            return membership(
                    function.child("object").orElse(function),
                    arguments.children().get(0),
                    holds,
                    expressions);
        }
        if (function.text().equals("hasattr") && arguments.children().size() == 2) {
            return membership(arguments.children().get(1), arguments.children().get(0), holds, expressions);
        }
        return NOTHING;
    }
}
