package dev.loopline.watcher.register;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Times as the registry holds them: ISO-8601 with offset, and {@code YYYY-MM-DD HH:MM:SS} in UTC, which is SQLite's {@code
 * datetime('now')}.
 */
public final class RecordedTime {

    /** Python's {@code isoformat} with microseconds, so that texts can be compared as RD-Agent's tools do. */
    private static final DateTimeFormatter PYTHON = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int DATE_LENGTH = 10;

    private RecordedTime() {}

    /** The moment; empty if the text is none. */
    public static Optional<Instant> parse(@Nullable String text) {
        if (text == null || text.length() < DATE_LENGTH) {
            return Optional.empty();
        }
        String iso = text.strip().replace(' ', 'T');
        try {
            if (iso.length() == DATE_LENGTH) {
                return Optional.of(
                        LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            boolean zoned =
                    iso.endsWith("Z") || iso.lastIndexOf('+') > DATE_LENGTH || iso.lastIndexOf('-') > DATE_LENGTH;
            return Optional.of(
                    zoned
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The moment in RD-Agent's spelling. */
    public static String format(Instant moment) {
        return PYTHON.format(moment);
    }
}
