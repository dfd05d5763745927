package dev.loopline.samples.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What pandas and numpy make of their objects when they are pickled. */
public enum Pandas {
    /** pandas 1.2 and older: blocks as plain dictionaries under the key {@code 0.14.1}; numpy 1. */
    OLD("numpy.core.multiarray"),
    /** pandas 2: blocks by {@code _unpickle_block}; numpy 2. */
    NEW("numpy._core.multiarray");

    private static final PyGlobal NDARRAY = new PyGlobal("numpy", "ndarray");
    private static final PyGlobal DTYPE = new PyGlobal("numpy", "dtype");
    private static final String MANAGERS = "pandas.core.internals.managers";

    private final PyGlobal reconstruct;

    Pandas(String multiarray) {
        this.reconstruct = new PyGlobal(multiarray, "_reconstruct");
    }

    /** A series of figures by name; a missing one is NaN. */
    public PyObject series(Map<String, ? extends @Nullable Double> figures) {
        PyCall names = index(List.copyOf(figures.keySet()));
        double[] values = figures.values().stream()
                .mapToDouble(value -> value == null ? Double.NaN : value)
                .toArray();
        Object manager =
                manager("SingleBlockManager", List.of(names), numbers(values, values.length), values.length, 1);
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("_mgr", manager);
        state.put("_typ", "series");
        state.put("_metadata", List.of("_name"));
        state.put("attrs", Map.of());
        state.put("_flags", Map.of("allows_duplicate_labels", true));
        state.put("_name", null);
        return PyObject.withState("pandas.core.series", "Series", state);
    }

    /** A table of figures: a value for each column and row, column by column. */
    public PyObject frame(List<String> columns, List<String> rows, double[] values) {
        List<Object> axes = List.of(index(columns), index(rows));
        Object block = numbers(values, columns.size(), rows.size());
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("_mgr", manager("BlockManager", axes, block, columns.size(), 2));
        state.put("_typ", "dataframe");
        state.put("_metadata", List.of());
        state.put("attrs", Map.of());
        state.put("_flags", Map.of("allows_duplicate_labels", true));
        return PyObject.withState("pandas.core.frame", "DataFrame", state);
    }

    private Object manager(String name, List<?> axes, Object values, int size, int dimensions) {
        if (this == NEW) {
            PyCall block = PyCall.of(
                    new PyGlobal("pandas._libs.internals", "_unpickle_block"), values, Py.slice(0, size), dimensions);
            return dimensions == 1
                    ? PyCall.of(new PyGlobal(MANAGERS, name), block, axes.get(0))
                    : PyCall.of(new PyGlobal(MANAGERS, name), PyTuple.of(block), axes);
        }
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("values", values);
        block.put("mgr_locs", Py.slice(0, size));
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("axes", axes);
        extra.put("blocks", List.of(block));
        return PyObject.withState(
                MANAGERS,
                name,
                PyTuple.of(axes, List.of(values), List.of(axes.get(0)), Collections.singletonMap("0.14.1", extra)));
    }

    private PyCall index(List<String> labels) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("data", words(labels));
        arguments.put("name", null);
        return PyCall.of(
                new PyGlobal("pandas.core.indexes.base", "_new_Index"),
                new PyGlobal("pandas.core.indexes.base", "Index"),
                arguments);
    }

    private PyCall numbers(double[] values, Integer... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            raw.putDouble(value);
        }
        PyCall type = PyCall.of(DTYPE, "f8", false, true).withState(PyTuple.of(3, "<", null, null, null, -1, -1, 0));
        return array(PyTuple.of(1, PyTuple.ofAll(List.of(shape)), type, false, raw.array()));
    }

    private PyCall words(List<String> labels) {
        PyCall type = PyCall.of(DTYPE, "O8", false, true).withState(PyTuple.of(3, "|", null, null, null, -1, -1, 63));
        return array(PyTuple.of(1, PyTuple.of(labels.size()), type, false, labels));
    }

    private PyCall array(PyTuple state) {
        return PyCall.of(reconstruct, NDARRAY, PyTuple.of(0), "b".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .withState(state);
    }
}
