package dev.loopline.contracts.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.loopline.contracts.event.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The golden files, {@code v<version>/<EventName>.json} or {@code v<version>/<EventName>-<n>.json}, indented for people. */
final class GoldenFiles {

    private static final Path FOLDER = Path.of("src/test/resources/golden");

    /** Of events that got new keys: which of their files is the newest. */
    private static final Map<EventType, String> NUMBERS = Map.of(
            EventType.WORKSPACE_REGISTERED, "-3",
            EventType.LOOP_BACKFILLED, "-2",
            EventType.BUNDLE_CREATED, "-3",
            EventType.CATALOG_UPDATED, "-3",
            EventType.LOOP_IMPORTED, "-2");

    private static final ObjectWriter WRITER = Json.mapper().writer(printer());

    private GoldenFiles() {}

    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** The file that an event of today is written to. */
    static Path current(EventType type) {
        return FOLDER.resolve("v" + type.version())
                .resolve(type.eventName() + NUMBERS.getOrDefault(type, "") + ".json");
    }

    /** The {@code ce_type} of the event in a file. */
    static String ceType(Path file) {
        return "dev.loopline." + typeOf(file).eventName() + "." + file.getName(file.getNameCount() - 2);
    }

    static EventType typeOf(Path file) {
        String name = file.getFileName().toString().replaceFirst("(-\\d+)?\\.json$", "");
        return Stream.of(EventType.values())
                .filter(type -> type.eventName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event is called " + name));
    }

    /** The same text on every operating system. */
    static String indented(Object value) {
        try {
            return WRITER.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }
}
