package dev.loopline.contracts.path;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings as RD-Agent reads them: names without regard to case, and real variables before those of the {@code .env} in
 * the home, which is RD-Agent's working folder. Immutable; safe for all threads.
 */
public final class RdAgentEnvironment {

    private static final long LARGEST_FILE = 1024L * 1024;

    private final Map<String, String> values;
    private final String remark;

    private RdAgentEnvironment(Map<String, String> values, String remark) {
        this.values = Map.copyOf(values);
        this.remark = remark;
    }

    /**
     * Reads both. A {@code .env} that cannot be read counts as empty, and {@link #remark} says so.
     *
     * @param variables the environment of the process
     */
    public static RdAgentEnvironment read(Path home, Map<String, String> variables) {
        Map<String, String> values = new HashMap<>();
        String remark = "";
        try {
            DotEnv.parse(text(home.resolve(".env")), variables).forEach((name, value) -> put(values, name, value));
        } catch (NoSuchFileException e) {
            remark = "";
        } catch (IOException e) {
            remark = "the home's .env is not read: " + e;
        }
        variables.forEach((name, value) -> put(values, name, value));
        return new RdAgentEnvironment(values, remark);
    }

    private static void put(Map<String, String> values, String name, String value) {
        values.put(name.toUpperCase(Locale.ROOT), value.strip());
    }

    private static String text(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("it is no file");
        }
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException("it is larger than 1 MiB");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** The value of a variable; empty if it is not set, or set to nothing. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name.toUpperCase(Locale.ROOT))).filter(value -> !value.isEmpty());
    }

    /** All settings, by their names in capital letters; empty values as well. */
    public Map<String, String> all() {
        return values;
    }

    /** Why the {@code .env} was not read; empty if it was, or if there is none. */
    public String remark() {
        return remark;
    }
}
