package dev.loopline.samples.pickle;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is pickled as a call: Python calls a function with arguments, then gives the result a state and items.
 *
 * @param target what is called
 * @param arguments what it is called with
 * @param state what the result is given, or null
 * @param items what is set in the result, which then is a kind of dictionary
 */
public record PyCall(
        PyGlobal target, PyTuple arguments, @Nullable Object state, Map<?, ?> items) {

    /** A call alone. */
    public static PyCall of(PyGlobal target, @Nullable Object... arguments) {
        return new PyCall(target, PyTuple.of(arguments), null, Map.of());
    }

    /** The same call, whose result is given a state. */
    public PyCall withState(Object given) {
        return new PyCall(target, arguments, given, items);
    }
}
