package dev.loopline.backfill.code.python;

import java.util.List;

/** The parameters of a function or lambda, as they stand in its syntax tree. */
final class Parameters {

    private Parameters() {}

    enum Kind {
        ONE,
        /** {@code *args} */
        MANY,
        /** {@code **kwargs} */
        NAMED,
        /** {@code *} alone */
        SEPARATOR
    }

    static List<Node> of(Node function) {
        return function.child("parameters").stream()
                .flatMap(list -> list.children().stream())
                .filter(one -> !one.is("positional_separator"))
                .toList();
    }

    static Kind kind(Node parameter) {
        Node inner = parameter.is("typed_parameter") && !parameter.children().isEmpty()
                ? parameter.children().get(0)
                : parameter;
        return switch (inner.type()) {
            case "list_splat_pattern" -> Kind.MANY;
            case "dictionary_splat_pattern" -> Kind.NAMED;
            case "keyword_separator" -> Kind.SEPARATOR;
            default -> Kind.ONE;
        };
    }

    static String name(Node parameter) {
        Node inner = parameter;
        for (int i = 0; i < 3 && !inner.is("identifier"); i++) {
            Node outer = inner;
            inner = outer.child("name")
                    .orElseGet(() -> outer.children().isEmpty()
                            ? outer
                            : outer.children().get(0));
        }
        return inner.text();
    }

    static String annotation(Node parameter) {
        return parameter.child("type").map(Node::text).orElse("");
    }

    static boolean hasDefault(Node parameter) {
        return parameter.child("value").isPresent();
    }
}
