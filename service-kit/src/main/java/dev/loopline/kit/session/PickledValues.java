package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickledObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Python's plain types as they stand in a pickle, also where a subclass holds them. Stateless. */
final class PickledValues {

    private static final int DATETIME_BYTES = 10;

    private PickledValues() {}

    static Optional<PickledObject> object(@Nullable Object value) {
        return value instanceof PickledObject object ? Optional.of(object) : Optional.empty();
    }

    /** An attribute of an object; null if the value is no object, or has it not, or it is None. */
    static @Nullable Object attribute(@Nullable Object value, String name) {
        return value instanceof PickledObject object ? object.attribute(name).orElse(null) : null;
    }

    /** A dict, or an object of a kind of dict such as {@code defaultdict}; empty for anything else. */
    static Map<@Nullable Object, @Nullable Object> entries(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // reading only
            Map<@Nullable Object, @Nullable Object> entries = (Map<@Nullable Object, @Nullable Object>) map;
            return entries;
        }
        return value instanceof PickledObject object ? object.entries() : Map.of();
    }

    static boolean isDict(@Nullable Object value) {
        return value instanceof Map
                || (value instanceof PickledObject object && object.className().endsWith("dict"));
    }

    /** A list, tuple or set, or an object of a kind of list; empty for anything else. */
    static List<?> items(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        return value instanceof PickledObject object ? object.items() : List.of();
    }

    /** A whole number that an int can hold; null for anything else. */
    static @Nullable Integer integer(@Nullable Object value) {
        return value instanceof Long number && number == number.intValue() ? (Integer) number.intValue() : null;
    }

    /** A number of any kind, numpy's scalars included; null for anything else. */
    static @Nullable Double number(@Nullable Object value) {
        if (value instanceof Long || value instanceof Double || value instanceof BigInteger) {
            return ((Number) value).doubleValue();
        }
        return null;
    }

    /** Bytes, also in the form that protocol 0 to 2 gives them; null for anything else. */
    static byte @Nullable [] bytes(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        boolean encoded = value instanceof PickledObject call
                && (call.className().equals("_codecs.encode")
                        || call.className().endsWith(".bytearray"));
        return encoded
                        && value instanceof PickledObject call
                        && !call.arguments().isEmpty()
                ? bytes(call.arguments().get(0))
                : null;
    }

    /** A {@code datetime}, in UTC if it has no time zone; null for anything else. */
    static @Nullable Instant instant(@Nullable Object value) {
        if (!(value instanceof PickledObject call)
                || !call.className().equals("datetime.datetime")
                || call.arguments().isEmpty()) {
            return null;
        }
        byte[] packed = bytes(call.arguments().get(0));
        Integer offset = call.arguments().size() > 1 ? offset(call.arguments().get(1)) : (Integer) 0;
        if (packed == null || packed.length != DATETIME_BYTES || offset == null) {
            return null;
        }
        int[] b = new int[DATETIME_BYTES];
        for (int i = 0; i < DATETIME_BYTES; i++) {
            b[i] = packed[i] & 0xFF;
        }
        try {
            int micros = b[7] << 16 | b[8] << 8 | b[9];
            // The highest bit of the month marks the second of two equal local times.
            return LocalDateTime.of(b[0] << 8 | b[1], b[2] & 0x7F, b[3], b[4], b[5], b[6], micros * 1_000)
                    .toInstant(ZoneOffset.ofTotalSeconds(offset));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Seconds east of UTC; null for a zone that is known by name only. */
    private static @Nullable Integer offset(@Nullable Object zone) {
        if (zone == null) {
            return 0;
        }
        boolean fixed = zone instanceof PickledObject call
                && call.className().equals("datetime.timezone")
                && !call.arguments().isEmpty();
        if (!fixed
                || !(((PickledObject) zone).arguments().get(0) instanceof PickledObject delta)
                || !delta.className().equals("datetime.timedelta")) {
            return null;
        }
        List<@Nullable Object> parts = delta.arguments();
        Integer days = parts.isEmpty() ? (Integer) 0 : integer(parts.get(0));
        Integer seconds = parts.size() < 2 ? (Integer) 0 : integer(parts.get(1));
        boolean sane = days != null && seconds != null && Math.abs(days) <= 1 && Math.abs(seconds) <= 86_400;
        return sane && days != null && seconds != null ? (Integer) (days * 86_400 + seconds) : null;
    }
}
