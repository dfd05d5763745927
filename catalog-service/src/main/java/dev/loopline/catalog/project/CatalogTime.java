package dev.loopline.catalog.project;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the catalogs write them: {@code 2026-01-14T02:11:09.200511+00:00}, always with microseconds. */
public final class CatalogTime {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    private CatalogTime() {}

    public static String format(Instant time) {
        return FORMAT.format(time.atOffset(ZoneOffset.UTC));
    }
}
