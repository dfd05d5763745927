package dev.loopline.samples.pickle;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a Python class. Its attributes may be set after it was made and may refer back to it. Not safe to share
 * between threads while attributes are set.
 */
public final class PyObject {

    private final PyGlobal type;
    private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    private final @Nullable Object state;

    private PyObject(PyGlobal type, @Nullable Object state) {
        this.type = type;
        this.state = state;
    }

    /** An instance without attributes so far. */
    public static PyObject of(String module, String name) {
        return new PyObject(new PyGlobal(module, name), null);
    }

    /** An instance whose state is not its dictionary of attributes. */
    public static PyObject withState(String module, String name, Object state) {
        return new PyObject(new PyGlobal(module, name), state);
    }

    /** Sets an attribute, of which the first setting decides the place in the file. */
    public PyObject with(String attribute, @Nullable Object value) {
        attributes.put(attribute.intern(), value);
        return this;
    }

    /** Sets attributes in their order. */
    public PyObject withAll(Map<String, ? extends @Nullable Object> values) {
        values.forEach(this::with);
        return this;
    }

    PyGlobal type() {
        return type;
    }

    /** The state that is pickled; null without attributes, as Python leaves an empty dictionary out. */
    @Nullable
    Object state() {
        return state != null ? state : attributes.isEmpty() ? null : attributes;
    }
}
