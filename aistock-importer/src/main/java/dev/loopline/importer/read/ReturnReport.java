package dev.loopline.importer.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code ret_schema.json}: Qlib's daily backtest report as pandas writes it in its "table" form, an object whose
 * list {@code data} has one object per day. Days are read one by one. Stateless; safe for all threads.
 */
final class ReturnReport {

    static final String FILE_NAME = "ret_schema.json";

    /** More trading days than four centuries have. */
    private static final int MOST_DAYS = 100_000;

    private static final int DATE_LENGTH = "2025-01-31".length();

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private ReturnReport() {}

    /** Empty if the file is no such report or has no day with a return. */
    static Optional<ReturnCurves> read(InputStream file) throws IOException {
        List<ReturnCurves.Day> days = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(file)) {
            if (parser.nextToken() != JsonToken.START_OBJECT || !findData(parser)) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.START_OBJECT && days.size() < MOST_DAYS) {
                ReturnCurves.Day day = day(parser.readValueAsTree());
                if (day != null) {
                    days.add(day);
                }
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.empty();
        }
        days.sort(Comparator.comparing(ReturnCurves.Day::date));
        return days.isEmpty() ? Optional.empty() : Optional.of(ReturnCurves.of(days));
    }

    private static boolean findData(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean data = "data".equals(parser.currentName());
            JsonToken value = parser.nextToken();
            if (data) {
                return value == JsonToken.START_ARRAY;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static ReturnCurves.@Nullable Day day(JsonNode row) {
        LocalDate date = date(row.hasNonNull("datetime") ? row.path("datetime") : row.path("date"));
        Double earned = figure(row.path("return"));
        return date == null || earned == null
                ? null
                : new ReturnCurves.Day(date, earned, figure(row.path("cost")), figure(row.path("bench")));
    }

    private static @Nullable Double figure(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue()) ? node.doubleValue() : null;
    }

    /** ISO text, or milliseconds since 1970 as older versions of pandas write. */
    private static @Nullable LocalDate date(JsonNode node) {
        try {
            if (node.isIntegralNumber()) {
                return Instant.ofEpochMilli(node.longValue())
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate();
            }
            String text = node.asText();
            return text.length() < DATE_LENGTH ? null : LocalDate.parse(text.substring(0, DATE_LENGTH));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
