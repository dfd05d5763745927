package dev.loopline.importer.rows;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Times as RD-Agent's tools write them: ISO-8601 with offset, without one (then UTC), or a mere date. Pure. */
final class RecordedTime {

    private static final List<Function<String, Instant>> FORMS = List.of(
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
            text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private RecordedTime() {}

    /** Empty if the text is absent or no time that PostgreSQL could hold. */
    static Optional<Instant> parse(@Nullable String recorded) {
        if (recorded == null || recorded.isBlank()) {
            return Optional.empty();
        }
        String text = recorded.strip().replace(' ', 'T');
        for (Function<String, Instant> form : FORMS) {
            try {
                Instant time = form.apply(text);
                return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? Optional.empty() : Optional.of(time);
            } catch (DateTimeParseException e) {
                continue; // the next form may fit
            }
        }
        return Optional.empty();
    }
}
