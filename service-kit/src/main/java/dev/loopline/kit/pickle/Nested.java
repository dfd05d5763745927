package dev.loopline.kit.pickle;

import org.jspecify.annotations.Nullable;

/** A value that holds others. It knows how deep they were nested when they were put in. */
interface Nested {

    int depth();

    void depth(int depth);

    static int of(@Nullable Object value) {
        return value instanceof Nested nested ? nested.depth() : 0;
    }
}
