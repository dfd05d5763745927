package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickledGlobal;
import dev.loopline.kit.pickle.PickledObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a backtest out of the pandas series, or the dict, in which RD-Agent keeps them: forms of pandas 1 to 3,
 * numpy 1 and 2. A figure that is no finite number is left out. Stateless.
 */
final class SeriesFigures {

    private static final int MAX_FIGURES = 1_000;
    private static final int MAX_ROWS = 100_000;
    private static final int MAX_NAME = 1_000;

    private SeriesFigures() {}

    /** Empty if the value is neither, or is written in a way that is not known here. */
    static Optional<Map<String, Double>> of(@Nullable Object value) {
        if (PickledValues.isDict(value)) {
            List<Object> names = new ArrayList<>(PickledValues.entries(value).keySet());
            List<Object> values = new ArrayList<>(PickledValues.entries(value).values());
            return Optional.of(figures(names, values));
        }
        return PickledValues.object(value)
                .filter(object -> object.className().endsWith(".Series"))
                .flatMap(series -> manager(series).flatMap(SeriesFigures::ofManager));
    }

    /** pandas names it {@code _mgr}, before 1.0 {@code _data}; so long ago it was the state itself. */
    private static Optional<PickledObject> manager(PickledObject series) {
        return Stream.of("_mgr", "_data")
                .flatMap(name -> series.attribute(name).stream())
                .flatMap(manager -> PickledValues.object(manager).stream())
                .findFirst();
    }

    private static Optional<Map<String, Double>> ofManager(PickledObject manager) {
        // Since pandas 1.3 the manager is made of (block, index); its state of older form is (axes, values, items,
        // extra).
        List<?> made = manager.arguments();
        List<?> state = PickledValues.items(manager.state());
        Object values = made.size() >= 2 ? blockValues(made.get(0)) : state.size() >= 2 ? first(state.get(1)) : null;
        Object index = made.size() >= 2 ? oneOf(made.get(1)) : state.isEmpty() ? null : first(state.get(0));
        List<?> numbers = array(values);
        List<?> names = index(index);
        return numbers == null || names == null || numbers.size() != names.size()
                ? Optional.empty()
                : Optional.of(figures(names, numbers));
    }

    private static Map<String, Double> figures(List<?> names, List<?> values) {
        Map<String, Double> out = new LinkedHashMap<>();
        for (int i = 0; i < names.size() && out.size() < MAX_FIGURES; i++) {
            Double number = scalar(values.get(i));
            if (names.get(i) instanceof String name && name.length() <= MAX_NAME && isFinite(number)) {
                out.put(name, number);
            }
        }
        return out;
    }

    private static boolean isFinite(@Nullable Double number) {
        return number != null && !number.isNaN() && !number.isInfinite();
    }

    private static @Nullable Double scalar(@Nullable Object value) {
        Double plain = PickledValues.number(value);
        boolean numpy = plain == null
                && value instanceof PickledObject call
                && call.className().endsWith("multiarray.scalar")
                && call.arguments().size() == 2;
        if (numpy && value instanceof PickledObject call) {
            List<?> one = decoded(
                    call.arguments().get(0),
                    PickledValues.bytes(call.arguments().get(1)));
            return one == null || one.size() != 1 ? null : PickledValues.number(one.get(0));
        }
        return plain;
    }

    /** A block is made of (values, place, dimensions), or carries them as state. */
    private static @Nullable Object blockValues(@Nullable Object block) {
        Object one = oneOf(block);
        return one instanceof PickledObject made && !made.arguments().isEmpty()
                ? made.arguments().get(0)
                : null;
    }

    /** The manager of a series has one block and one axis, bare or in a list of one. */
    private static @Nullable Object oneOf(@Nullable Object value) {
        return value instanceof List<?> list ? first(list) : value;
    }

    private static @Nullable Object first(@Nullable Object list) {
        List<?> items = PickledValues.items(list);
        return items.size() == 1 ? items.get(0) : null;
    }

    /** {@code _new_Index(class, {"data": array, ...})}. */
    private static @Nullable List<?> index(@Nullable Object value) {
        return value instanceof PickledObject made
                        && made.arguments().size() == 2
                        && made.arguments().get(0) instanceof PickledGlobal
                ? array(PickledValues.entries(made.arguments().get(1)).get("data"))
                : null;
    }

    private static @Nullable List<?> array(@Nullable Object value) {
        if (!(value instanceof PickledObject array)) {
            return null;
        }
        List<@Nullable Object> made = array.arguments();
        if (array.className().endsWith("multiarray._reconstruct")) {
            return ofState(PickledValues.items(array.state()));
        }
        if (array.className().endsWith("numeric._frombuffer") && made.size() == 4) { // protocol 5
            return decoded(made.get(1), PickledValues.bytes(made.get(0)));
        }
        // A pandas array of texts that holds a numpy array of objects.
        return array.className().startsWith("pandas.") ? ofExtension(array) : null;
    }

    private static @Nullable List<?> ofExtension(PickledObject array) {
        Object inner = array.attribute("_ndarray").orElse(null);
        for (Object part : PickledValues.items(array.state())) {
            boolean numpy =
                    part instanceof PickledObject object && object.className().endsWith("multiarray._reconstruct");
            inner = inner == null && numpy ? part : inner;
        }
        return inner instanceof PickledObject object && object.className().endsWith("multiarray._reconstruct")
                ? array(object)
                : null;
    }

    /** (version, shape, type, order, data); the data is bytes, or a list of objects. */
    private static @Nullable List<?> ofState(List<?> state) {
        if (state.size() != 5) {
            return null;
        }
        Object data = state.get(4);
        return data instanceof List<?> objects ? objects : decoded(state.get(2), PickledValues.bytes(data));
    }

    private static @Nullable List<Double> decoded(@Nullable Object type, byte @Nullable [] data) {
        if (!(type instanceof PickledObject dtype) || dtype.arguments().isEmpty() || data == null) {
            return null;
        }
        String kind = String.valueOf(dtype.arguments().get(0)).toLowerCase(Locale.ROOT);
        List<?> state = PickledValues.items(dtype.state());
        boolean big = state.size() > 1 && ">".equals(state.get(1));
        ByteBuffer bytes = ByteBuffer.wrap(data).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return switch (kind) {
            case "f8" -> numbers(bytes, Double.BYTES, ByteBuffer::getDouble);
            case "f4" -> numbers(bytes, Float.BYTES, ByteBuffer::getFloat);
            case "i8" -> numbers(bytes, Long.BYTES, ByteBuffer::getLong);
            case "i4" -> numbers(bytes, Integer.BYTES, ByteBuffer::getInt);
            default -> null;
        };
    }

    private static @Nullable List<Double> numbers(ByteBuffer bytes, int width, ToDoubleFunction<ByteBuffer> next) {
        int count = bytes.remaining() / width;
        if (bytes.remaining() % width != 0 || count > MAX_ROWS) {
            return null;
        }
        List<Double> out = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            out.add(next.applyAsDouble(bytes));
        }
        return out;
    }
}
