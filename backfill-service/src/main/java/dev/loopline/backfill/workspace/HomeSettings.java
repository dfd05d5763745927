package dev.loopline.backfill.workspace;

import dev.loopline.contracts.path.DotEnv;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings that RD-Agent was started with, as far as they are known here: what this service was given, else the home's
 * {@code .env}. Names are case-insensitive, as RD-Agent reads them. The file is read at each question, because it may change
 * while the service runs. Safe for all threads.
 */
public final class HomeSettings {

    /** Where mlflow keeps its runs. */
    public static final String MLFLOW_TRACKING_URI = "MLFLOW_TRACKING_URI";

    private static final int LARGEST = 1024 * 1024;

    private final Path dotEnv;
    private final Map<String, String> given;

    /**
     * @param given settings that count more than the file; empty values are none
     */
    HomeSettings(Path home, Map<String, String> given) {
        this.dotEnv = home.resolve(".env");
        this.given = Map.copyOf(given);
    }

    /** All settings, by their names in upper case. */
    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        fromFile().forEach((name, value) -> all.put(name.toUpperCase(Locale.ROOT), value));
        given.forEach((name, value) -> {
            if (!value.isBlank()) {
                all.put(name.toUpperCase(Locale.ROOT), value);
            }
        });
        return all;
    }

    /** One setting; empty if it is not set, or empty. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(all().get(name.toUpperCase(Locale.ROOT))).filter(value -> !value.isBlank());
    }

    private Map<String, String> fromFile() {
        try {
            return Files.isRegularFile(dotEnv) && Files.size(dotEnv) <= LARGEST
                    ? DotEnv.parse(new String(Files.readAllBytes(dotEnv), StandardCharsets.UTF_8))
                    : Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }
}
