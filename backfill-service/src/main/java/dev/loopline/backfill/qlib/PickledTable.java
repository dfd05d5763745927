package dev.loopline.backfill.qlib;

import dev.loopline.kit.pickle.PickleLimits;
import dev.loopline.kit.pickle.PickleReader;
import dev.loopline.kit.pickle.PickledObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The column names of a table that pandas pickled, read as data: nothing in the pickle is carried out. pandas keeps a table as
 * a block manager with two axes, of which the first holds the columns: an index of names, or one of several levels. Stateless.
 */
final class PickledTable {

    private static final int MIB = 1024 * 1024;

    /** The figures of a table may be large; they are passed over, only names are kept. */
    private static final PickleLimits LIMITS = new PickleLimits(4L * 1024 * MIB, MIB, 8L * MIB, 500_000, 200, 500_000);

    private static final int MOST_COLUMNS = 100_000;

    private PickledTable() {}

    /**
     * The names of the columns, each with the names of its levels from the outermost to the innermost.
     *
     * @return empty if it is no table, or one that pandas wrote in a way that is not known here
     * @throws IOException if the pickle is refused or the stream fails
     */
    static Optional<List<List<String>>> columns(InputStream in) throws IOException {
        @Nullable Object root = PickleReader.read(in, LIMITS);
        return object(root)
                .flatMap(table -> table.attribute("_mgr").or(() -> table.attribute("_data")))
                .or(() -> Optional.ofNullable(root))
                .flatMap(PickledTable::object)
                .flatMap(PickledTable::firstAxis)
                .flatMap(PickledTable::names);
    }

    /** Old versions of pandas set the axes as state, newer ones construct the manager from blocks and axes. */
    private static Optional<PickledObject> firstAxis(PickledObject manager) {
        List<?> state = list(manager.state());
        List<?> arguments = manager.arguments();
        Object axes = !state.isEmpty() ? state.get(0) : arguments.size() > 1 ? arguments.get(1) : null;
        List<?> both = list(axes);
        return both.size() == 2 ? object(both.get(0)) : Optional.empty();
    }

    private static Optional<List<List<String>>> names(PickledObject index) {
        Map<?, ?> parts = parts(index);
        if (parts.get("data") != null) {
            return Optional.of(
                    values(parts.get("data")).stream().map(PickledTable::path).collect(Collectors.toList()));
        }
        List<List<String>> levels = list(parts.get("levels")).stream()
                .map(level ->
                        object(level).map(one -> leaves(parts(one).get("data"))).orElse(List.of()))
                .toList();
        Object codes = parts.get("codes") != null ? parts.get("codes") : parts.get("labels");
        List<int[]> positions = list(codes).stream().map(PickledTable::integers).toList();
        return levels.isEmpty() || positions.size() != levels.size()
                ? Optional.empty()
                : Optional.of(combine(levels, positions));
    }

    private static List<List<String>> combine(List<List<String>> levels, List<int[]> positions) {
        int columns = positions.stream().mapToInt(codes -> codes.length).min().orElse(0);
        List<List<String>> all = new ArrayList<>();
        for (int column = 0; column < Math.min(columns, MOST_COLUMNS); column++) {
            List<String> path = new ArrayList<>();
            for (int level = 0; level < levels.size(); level++) {
                int code = positions.get(level)[column];
                boolean there = code >= 0 && code < levels.get(level).size();
                path.add(there ? levels.get(level).get(code) : "");
            }
            all.add(path);
        }
        return all;
    }

    private static List<String> path(@Nullable Object value) {
        List<String> names = list(value).stream().map(PickledTable::name).toList();
        return names.isEmpty() ? List.of(name(value)) : names;
    }

    /** Nothing but a text or a number is a name. */
    private static String name(@Nullable Object value) {
        return value instanceof String || value instanceof Number ? value.toString() : "";
    }

    private static List<String> leaves(@Nullable Object array) {
        return values(array).stream().map(PickledTable::name).toList();
    }

    /** What an index was made of. */
    private static Map<?, ?> parts(PickledObject index) {
        for (Object argument : index.arguments()) {
            if (argument instanceof Map<?, ?> parts) {
                return parts;
            }
        }
        return Map.of();
    }

    /** The values of an array of objects. */
    private static List<?> values(@Nullable Object array) {
        List<?> state = object(array).map(one -> list(one.state())).orElse(List.of());
        List<?> values = state.isEmpty() ? list(array) : list(state.get(state.size() - 1));
        return values.size() > MOST_COLUMNS ? values.subList(0, MOST_COLUMNS) : values;
    }

    /** The values of an array of whole numbers of one, two, four or eight bytes; none if it is no such array. */
    private static int[] integers(@Nullable Object array) {
        List<?> state = object(array).map(one -> list(one.state())).orElse(List.of());
        boolean complete = state.size() == 5 && state.get(4) instanceof byte[];
        int count =
                complete && list(state.get(1)).size() == 1 && list(state.get(1)).get(0) instanceof Long size
                        ? (int) Math.min(MOST_COLUMNS, Math.max(0, size))
                        : 0;
        if (!complete || count == 0 || !(state.get(4) instanceof byte[] bytes)) {
            return new int[0];
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int width = bytes.length / count;
        int[] numbers = new int[width == 1 || width == 2 || width == 4 || width == 8 ? count : 0];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = width == 1
                    ? buffer.get()
                    : width == 2 ? buffer.getShort() : width == 4 ? buffer.getInt() : (int) buffer.getLong();
        }
        return numbers;
    }

    private static Optional<PickledObject> object(@Nullable Object value) {
        return value instanceof PickledObject object ? Optional.of(object) : Optional.empty();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
