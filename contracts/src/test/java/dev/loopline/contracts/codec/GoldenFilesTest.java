package dev.loopline.contracts.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.sample.SampleEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was published once stays readable. A golden file is added, never changed: when an event gets a new key, add
 * {@code <EventName>-<n>.json} beside the old one and name it in {@link GoldenFiles#current}.
 *
 * <p>{@code -Dloopline.golden.write=true} writes the files that are missing and touches none that is there.
 */
class GoldenFilesTest {

    private final EventCodec codec = new EventCodec();

    @ParameterizedTest
    @MethodSource("dev.loopline.contracts.sample.SampleEvents#all")
    void currentEventIsWrittenAsItsGoldenFile(LoopEvent event) throws IOException {
        // Given
        Path file = GoldenFiles.current(EventType.of(event));
        if (Boolean.getBoolean("loopline.golden.write") && Files.notExists(file)) {
            Files.writeString(file, GoldenFiles.indented(event));
        }

        // When
        JsonNode written = Json.mapper().readTree(codec.encode(event));

        // Then
        assertThat(GoldenFiles.indented(written))
                .as("the wire format of %s changed; see the README, 'How to change an event'", file.getFileName())
                .isEqualTo(Files.readString(file));
        assertThat(nulls(written))
                .as("every key is filled, so that none escapes the comparison; only a log has no workspace")
                .isEqualTo(written.findValuesAsText("kind").stream()
                        .filter("log"::equals)
                        .count());
    }

    static Stream<Path> goldenFiles() throws IOException {
        return GoldenFiles.all().stream();
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void everyGoldenFileIsReadAndSurvivesARoundTrip(Path file) throws IOException {
        // Given
        byte[] golden = Files.readAllBytes(file);
        EventType type = GoldenFiles.typeOf(file);

        // When
        LoopEvent event = decode(type, GoldenFiles.ceType(file), golden);

        // Then
        byte[] again = codec.encode(event);
        assertThat(decode(type, type.ceType(), again)).isEqualTo(event);
        assertThat(codec.encode(decode(type, type.ceType(), again))).isEqualTo(again);
    }

    @ParameterizedTest
    @MethodSource("dev.loopline.contracts.sample.SampleEvents#all")
    void goldenFileIsReadAsTheEventItWasWrittenFrom(LoopEvent event) throws IOException {
        // Given
        EventType type = EventType.of(event);

        // When
        LoopEvent read = decode(type, type.ceType(), Files.readAllBytes(GoldenFiles.current(type)));

        // Then
        assertThat(read).isEqualTo(event);
        assertThat(codec.encode(read)).isEqualTo(codec.encode(event));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CatalogUpdated.json", "CatalogUpdated-2.json"})
    void firstVersionOfCatalogUpdatedIsReadAsTheLoopsOwnFacts(String name) throws IOException {
        // Given
        byte[] first = Files.readAllBytes(Path.of("src/test/resources/golden/v1", name));

        // When
        CatalogUpdated read =
                (CatalogUpdated) decode(EventType.CATALOG_UPDATED, "dev.loopline.CatalogUpdated.v1", first);

        // Then: all that the loop says of its factor, and nothing of the ownership
        CatalogUpdated current = SampleEvents.catalogUpdated();
        assertThat(read.revision()).isEqualTo(current.revision());
        assertThat(read.loopEntry())
                .usingRecursiveComparison()
                .ignoringFields("home")
                .isEqualTo(current.loopEntry());
        assertThat(read.occurrences())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields(
                        "codeDigest", "ic", "icIr", "rankIc", "rankIcIr")
                .isEqualTo(current.occurrences());
        assertThat(Json.mapper().<ObjectNode>valueToTree(read).fieldNames())
                .toIterable()
                .doesNotContain("sequence", "owned_factors", "gone_fingerprints");
    }

    @Test
    void occurrenceThatAnotherLoopShowedIsReadWithoutWhatVersionOneLeftOut() throws IOException {
        // Given
        ObjectNode first = (ObjectNode) Json.mapper()
                .readTree(Files.readAllBytes(Path.of("src/test/resources/golden/v1/CatalogUpdated-2.json")));
        first.putArray("owned_factors");

        // When
        CatalogUpdated read = (CatalogUpdated) decode(
                EventType.CATALOG_UPDATED,
                "dev.loopline.CatalogUpdated.v1",
                first.toString().getBytes(UTF_8));

        // Then
        FactorOccurrence occurrence = read.occurrences().get(0);
        assertThat(occurrence.sharpe()).isEqualTo(1.23);
        assertThat(occurrence.workspacePath()).isEqualTo(read.loopEntry().workspacePath());
        assertThat(occurrence.interfaceInfo()).isNull();
        assertThat(occurrence.tags()).isEmpty();
    }

    @Test
    void everyTypeHasASample() {
        List<EventType> sampled = SampleEvents.all().stream().map(EventType::of).toList();

        assertThat(sampled).containsExactly(EventType.values());
    }

    private LoopEvent decode(EventType type, String ceType, byte[] value) {
        return codec.decode(
                        type,
                        type.payload(),
                        Map.of(CloudEventHeaders.TYPE, ceType),
                        SampleEvents.KEY.toString().getBytes(UTF_8),
                        value)
                .<LoopEvent>match(event -> event, GoldenFilesTest::fail, GoldenFilesTest::fail);
    }

    private static LoopEvent fail(Object instead) {
        throw new AssertionError("not an event but " + instead);
    }

    private static long nulls(JsonNode node) {
        long here = node.isNull() ? 1 : 0;
        for (JsonNode child : node) {
            here += nulls(child);
        }
        return here;
    }
}
