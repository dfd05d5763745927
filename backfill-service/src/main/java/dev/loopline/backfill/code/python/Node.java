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
    private final int start;
    private final int end;
    private final List<Node> children;

    Node(String type, @Nullable String field, byte[] source, int start, int end, List<Node> children) {
        this.type = type;
        this.field = field;
        this.source = source;
        this.start = Math.min(start, source.length);
        this.end = Math.max(this.start, Math.min(end, source.length));
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
        return start;
    }

    int end() {
        return end;
    }

    /** The text from its first token to its last that is kept; brackets around a list are not in it. */
    String text() {
        return new String(source, start, end - start, StandardCharsets.UTF_8);
    }
}
