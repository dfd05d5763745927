package dev.loopline.samples.pickle;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What Python's standard library makes of its own objects when they are pickled. */
public final class Py {

    private static final PyGlobal DATETIME = new PyGlobal("datetime", "datetime");
    private static final PyGlobal DEFAULT_DICT = new PyGlobal("collections", "defaultdict");

    private Py() {}

    /** {@code datetime.timezone.utc}; in Python there is one of it, so use one in each pickle. */
    public static PyCall utc() {
        return PyCall.of(
                new PyGlobal("datetime", "timezone"), PyCall.of(new PyGlobal("datetime", "timedelta"), 0, 0, 0));
    }

    /** An aware time of microseconds. */
    public static PyCall datetime(Instant time, PyCall utc) {
        OffsetDateTime at = time.atOffset(ZoneOffset.UTC);
        int micros = at.getNano() / 1_000;
        byte[] packed = {
            (byte) (at.getYear() >> 8),
            (byte) at.getYear(),
            (byte) at.getMonthValue(),
            (byte) at.getDayOfMonth(),
            (byte) at.getHour(),
            (byte) at.getMinute(),
            (byte) at.getSecond(),
            (byte) (micros >> 16),
            (byte) (micros >> 8),
            (byte) micros
        };
        return PyCall.of(DATETIME, packed, utc);
    }

    /** A path of {@code pathlib}; a Windows path if it has backslashes. The first part keeps its separator. */
    public static PyCall path(String text) {
        boolean windows = text.indexOf('\\') >= 0;
        List<String> parts = new ArrayList<>(Arrays.stream(text.split(windows ? "\\\\" : "/"))
                .filter(part -> !part.isEmpty())
                .toList());
        if (windows) {
            parts.set(0, parts.get(0) + "\\");
        } else if (text.startsWith("/")) {
            parts.add(0, "/");
        }
        PyGlobal type = new PyGlobal("pathlib", windows ? "WindowsPath" : "PosixPath");
        return new PyCall(type, PyTuple.ofAll(parts), null, Map.of());
    }

    /** A {@code defaultdict} with its items; the factory is a class or {@link #listOf}. */
    public static PyCall defaultDict(Object factory, Map<?, ?> items) {
        return new PyCall(DEFAULT_DICT, PyTuple.of(factory), null, items);
    }

    /** A class of Python's {@code builtins}, such as {@code int} or {@code dict}. */
    public static PyGlobal builtin(String name) {
        return new PyGlobal("builtins", name);
    }

    /** {@code list[item]}. */
    public static PyCall listOf(PyGlobal item) {
        return PyCall.of(new PyGlobal("types", "GenericAlias"), builtin("list"), PyTuple.of(item));
    }

    /** {@code slice(from, to, 1)}. */
    static PyCall slice(int from, int to) {
        return PyCall.of(builtin("slice"), from, to, 1);
    }
}
