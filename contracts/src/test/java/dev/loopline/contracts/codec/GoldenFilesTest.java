package dev.loopline.contracts.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
        LoopEvent event = decode(type, golden);

        // Then
        byte[] again = codec.encode(event);
        assertThat(decode(type, again)).isEqualTo(event);
        assertThat(codec.encode(decode(type, again))).isEqualTo(again);
    }

    @ParameterizedTest
    @MethodSource("dev.loopline.contracts.sample.SampleEvents#all")
    void goldenFileIsReadAsTheEventItWasWrittenFrom(LoopEvent event) throws IOException {
        // Given
        EventType type = EventType.of(event);

        // When
        LoopEvent read = decode(type, Files.readAllBytes(GoldenFiles.current(type)));

        // Then
        assertThat(read).isEqualTo(event);
        assertThat(codec.encode(read)).isEqualTo(codec.encode(event));
    }

    @Test
    void everyTypeHasASample() {
        List<EventType> sampled = SampleEvents.all().stream().map(EventType::of).toList();

        assertThat(sampled).containsExactly(EventType.values());
    }

    private LoopEvent decode(EventType type, byte[] value) {
        return codec.decode(
                        type,
                        type.payload(),
                        Map.of(CloudEventHeaders.TYPE, type.ceType()),
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
