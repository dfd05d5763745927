package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Choice;
import dev.loopline.backfill.code.python.Value.Grouped;
import dev.loopline.backfill.code.python.Value.Num;
import dev.loopline.backfill.code.python.Value.Series;
import java.util.ArrayList;
import java.util.List;

/** What a loop goes through, and how its variables are bound. */
final class Iteration {

    private static final int MOST_ROUNDS = 300;

    private final Interpreter run;

    Iteration(Interpreter run) {
        this.run = run;
    }

    /** The values of the rounds; one round with what is known of all values if they cannot be distinguished. */
    List<Value> of(Value value) {
        if (value instanceof Items items) {
            List<Value> list = items.list();
            return List.copyOf(list.size() > MOST_ROUNDS ? ends(list) : list);
        }
        if (value instanceof Mapping mapping) {
            return List.copyOf(mapping.entries().keySet());
        }
        if (value instanceof Grouped grouped) {
            Value part = grouped.base() instanceof Frame frame ? frame.copy() : grouped.base();
            return List.of(Items.of(List.of(Value.UNKNOWN, part)));
        }
        if (value instanceof Series) {
            return List.of(value);
        }
        if (value instanceof Choice choice) {
            return choice.options().stream()
                    .flatMap(one -> of(one).stream())
                    .limit(MOST_ROUNDS)
                    .toList();
        }
        return List.of(Value.UNKNOWN);
    }

    /** Of a very long list the first and the last: the largest of ordered numbers is one of them. */
    private static List<Value> ends(List<Value> list) {
        List<Value> ends = new ArrayList<>(list.subList(0, MOST_ROUNDS / 2));
        ends.addAll(list.subList(list.size() - MOST_ROUNDS / 2, list.size()));
        return ends;
    }

    /** {@code range}; nothing known if its ends are not. */
    static Value range(Arguments arguments) {
        double[] ends = new double[arguments.positional().size()];
        for (int i = 0; i < ends.length; i++) {
            if (!(arguments.positional().get(i) instanceof Num num)) {
                return Value.UNKNOWN;
            }
            ends[i] = num.number();
        }
        if (ends.length == 0 || ends.length == 3 && ends[2] == 0) {
            return Value.UNKNOWN;
        }
        double from = ends.length == 1 ? 0 : ends[0];
        double to = ends.length == 1 ? ends[0] : ends[1];
        double step = ends.length == 3 ? ends[2] : 1;
        double rounds = Math.max(0, Math.ceil((to - from) / step));
        Items items = new Items();
        for (int i = 0; i < Math.min(rounds, MOST_ROUNDS); i++) {
            boolean last = i == MOST_ROUNDS - 1 && rounds > MOST_ROUNDS;
            items.add(new Num(from + step * (last ? rounds - 1 : i)));
        }
        return items;
    }

    /** Assigns to a name, or spreads over a pattern. */
    void bind(Node target, Value value) {
        switch (target.type()) {
            case "identifier" -> run.scope().set(target.text(), value);
            case "pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list" ->
                spread(target, value);
            case "subscript" -> run.tables().assign(target, value);
            case "attribute" -> run.attributes().assign(target, value);
            case "parenthesized_expression", "list_splat_pattern", "as_pattern_target" ->
                target.children().forEach(child -> bind(child, value));
            default -> {}
        }
    }

    private void spread(Node target, Value value) {
        List<Node> parts = target.children();
        for (int i = 0; i < parts.size(); i++) {
            Value part = Value.UNKNOWN;
            if (value instanceof Items items && i < items.list().size()) {
                part = items.list().get(i);
            } else if (value.isData()) {
                part = value instanceof Grouped ? of(value).get(0) : value;
            }
            bind(parts.get(i), part);
        }
    }
}
