package dev.loopline.samples.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python tuple; its items may be null, which is {@code None}. */
public final class PyTuple {

    private final List<@Nullable Object> items;

    private PyTuple(List<? extends @Nullable Object> items) {
        this.items = Collections.unmodifiableList(new ArrayList<@Nullable Object>(items));
    }

    /** A tuple of these. */
    public static PyTuple of(@Nullable Object... items) {
        return new PyTuple(Arrays.asList(items));
    }

    /** A tuple of the items of a list. */
    public static PyTuple ofAll(List<? extends @Nullable Object> items) {
        return new PyTuple(items);
    }

    List<@Nullable Object> items() {
        return items;
    }
}
