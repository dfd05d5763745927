package dev.loopline.kit.pickle;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** A Python dict. Equality is identity, for the reason given at {@link Items}. */
final class Entries extends LinkedHashMap<@Nullable Object, @Nullable Object> implements Nested {

    private static final long serialVersionUID = 1L;

    private int depth;

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public void depth(int value) {
        depth = value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return size() + " entries";
    }
}
