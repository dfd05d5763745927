package dev.loopline.kit.pickle;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A Python list, tuple or set. Equality is identity: a pickle may hold lists that contain themselves, or share their parts so
 * often that a comparison would take for ever.
 */
final class Items extends ArrayList<@Nullable Object> implements Nested {

    private static final long serialVersionUID = 1L;

    private int depth;

    Items(int capacity) {
        super(capacity);
    }

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
        return size() + " items";
    }
}
