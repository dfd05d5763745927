package dev.loopline.catalog.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event as version 1 wrote it gives the catalogs that version 1 made of it, for ever. The files in {@code golden/v1} are
 * never changed; what the catalogs say in addition goes into files of its own, {@code <kind>_catalog-<n>.json};
 * {@code -Dloopline.golden.write=true} writes the files that are missing and touches none that is there.
 */
class GoldenReplayTest {

    /** The contracts keep it; both modules are checked out together. */
    private static final Path EVENT = Path.of("..", "contracts/src/test/resources/golden/v1/BundleCreated.json");

    private static final Path CATALOGS = Path.of("src/test/resources/golden/v1");

    @Test
    void versionOneGivesTheSameCatalogs(@TempDir Path folder) throws Exception {
        // Given
        LoopKey key = new LoopKey("2025-12-18_10-38-22-336632", 3);
        EventCodec codec = new EventCodec();
        Change change = codec.decode(
                        EventType.BUNDLE_CREATED,
                        BundleCreated.class,
                        Map.of("ce_type", "dev.loopline.BundleCreated.v1"),
                        codec.encodeKey(key),
                        Files.readAllBytes(EVENT))
                .match(Change::of, Change::of, unreadable -> {
                    throw new AssertionError(unreadable.message());
                });

        // When
        Map<CatalogKind, String> files = Exports.export(folder, List.of(List.of(change)));

        // Then
        for (CatalogKind kind : CatalogKind.values()) {
            String text = files.get(kind);
            writeIfWanted(CATALOGS.resolve(today(kind)), text);
            assertThat(text).as(kind.fileName()).isEqualTo(golden(today(kind)));
            assertThat(containsAll(Json.mapper().readTree(text), said(kind)))
                    .as(kind.fileName() + " says all that version 1 said")
                    .isTrue();
        }
    }

    /** All but one thing: version 1 named a function for a strategy whose metadata names none, which no library had. */
    private static JsonNode said(CatalogKind kind) throws IOException {
        JsonNode then = Json.mapper().readTree(golden(kind.fileName()));
        then.path("strategies").forEach(strategy -> ((ObjectNode) strategy).remove("python_implementation"));
        return then;
    }

    /** Whether an object has every key of another, and a list as many elements, each with the same values. */
    private static boolean containsAll(JsonNode now, JsonNode then) {
        if (then.isObject()) {
            return then.properties().stream()
                    .allMatch(
                            field -> now.has(field.getKey()) && containsAll(now.get(field.getKey()), field.getValue()));
        }
        if (then.isArray()) {
            return now.size() == then.size()
                    && IntStream.range(0, then.size()).allMatch(at -> containsAll(now.get(at), then.get(at)));
        }
        return now.equals(then);
    }

    private static void writeIfWanted(Path file, String text) throws IOException {
        if (Boolean.getBoolean("loopline.golden.write") && Files.notExists(file)) {
            Files.writeString(file, text);
        }
    }

    private static String today(CatalogKind kind) {
        return switch (kind) {
            case MODEL -> kind.fileName().replace(".json", "-2.json");
            case FACTOR, STRATEGY -> kind.fileName().replace(".json", "-3.json");
            case LOOP -> kind.fileName();
        };
    }

    private static String golden(String name) throws IOException {
        return Files.readString(CATALOGS.resolve(name), StandardCharsets.UTF_8);
    }
}
