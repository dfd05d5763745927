package dev.loopline.kit.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kit.pickle.PickleReader;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickledValuesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void readsTimesWithAndWithoutZone(int protocol) throws Exception {
        // Given
        byte[] bytes = WrittenRun.resource("/pickles/datetimes.p" + protocol + ".bin");
        List<?> values = PickledValues.items(PickleReader.read(new ByteArrayInputStream(bytes)));
        Instant expected = Instant.parse("2026-02-28T23:59:58.123456Z");

        // When
        List<Instant> times = values.subList(0, 4).stream()
                .map(PickledValues::instant)
                .map(java.util.Objects::requireNonNull)
                .toList();

        // Then
        assertThat(times).hasSize(4).containsOnly(expected);
        assertThat(PickledValues.instant(values.get(4))).as("a date").isNull();
    }
}
