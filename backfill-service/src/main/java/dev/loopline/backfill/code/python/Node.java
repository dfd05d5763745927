package dev.loopline.backfill.code.python;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One node of a syntax tree: named nodes and operators, without comments. Immutable. */
final class Node {

    private final String type;
    private final @Nullable String field;
    private final byte[] source;
    private final Span span;
    private final List<Node> children;

    /** Where a node lies in the source, in bytes. */
    record Span(int start, int end) {

        Span within(byte[] source) {
            int first = Math.min(start, source.length);
            return new Span(first, Math.max(first, Math.min(end, source.length)));
        }
    }

    Node(String type, @Nullable String field, byte[] source, Span span, List<Node> children) {
        this.type = type;
        this.field = field;
        this.source = source;
        this.span = span.within(source);
        this.children = children;
    }

    String type() {
        return type;
    }

    boolean is(String name) {
        return type.equals(name);
    }

    List<Node> children() {
        return children;
    }

    /** The first child in this field of the grammar. */
    Optional<Node> child(String name) {
        for (Node child : children) {
            if (name.equals(child.field)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    /** All children in this field of the grammar. */
    List<Node> all(String name) {
        return children.stream().filter(child -> name.equals(child.field)).toList();
    }

    int start() {
        return span.start();
    }

    int end() {
        return span.end();
    }

    /** The text from its first token to its last that is kept; brackets around a list are not in it. */
    String text() {
        return new String(source, span.start(), span.end() - span.start(), StandardCharsets.UTF_8);
    }
}
