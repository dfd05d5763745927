package dev.loopline.backfill.code.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of a call. */
record Arguments(List<Value> positional, Map<String, Value> named) {

    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Value... values) {
        return new Arguments(List.of(values), Map.of());
    }

    /** The arguments of a call, with {@code *} and {@code **} spread out. */
    static Arguments of(Node list, Interpreter run) {
        Expressions expressions = run.expressions();
        if (list.is("generator_expression")) {
            return of(expressions.value(list));
        }
        List<Value> positional = new ArrayList<>();
        Map<String, Value> named = new LinkedHashMap<>();
        for (Node child : list.children()) {
            switch (child.type()) {
                case "keyword_argument" ->
                    named.put(child.child("name").map(Node::text).orElse(""), expressions.value(child.child("value")));
                case "list_splat" ->
                    run.iteration().of(expressions.inner(child)).forEach(positional::add);
                case "dictionary_splat" -> spread(expressions.inner(child), named);
                default -> positional.add(expressions.value(child));
            }
        }
        return new Arguments(positional, named);
    }

    private static void spread(Value value, Map<String, Value> named) {
        if (value instanceof Mapping mapping) {
            mapping.entries().forEach((key, one) -> key.literal().ifPresent(name -> named.put(name, one)));
        }
    }

    Arguments prepend(Value first) {
        List<Value> all = new ArrayList<>();
        all.add(first);
        all.addAll(positional);
        return new Arguments(all, named);
    }

    /** These, then those; of one name those count. */
    Arguments then(Arguments later) {
        List<Value> all = new ArrayList<>(positional);
        all.addAll(later.positional);
        Map<String, Value> names = new LinkedHashMap<>(named);
        names.putAll(later.named);
        return new Arguments(all, names);
    }

    /** Without the first positional one. */
    Arguments rest() {
        return new Arguments(positional.subList(Math.min(1, positional.size()), positional.size()), named);
    }

    /** The argument of this name, else the one at this position. */
    Optional<Value> get(int position, String name) {
        return Optional.ofNullable(named.get(name)).or(() -> at(position));
    }

    Optional<Value> at(int position) {
        return position >= 0 && position < positional.size() ? Optional.of(positional.get(position)) : Optional.empty();
    }

    Optional<Value> name(String name) {
        return Optional.ofNullable(named.get(name));
    }

    List<Value> all() {
        List<Value> all = new ArrayList<>(positional);
        all.addAll(named.values());
        return all;
    }

    Reach reach() {
        return all().stream().map(Value::reach).reduce(Reach.NONE, Reach::with);
    }
}
