package dev.loopline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickInstantsTest {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    @SeededTest
    void readsWhatJavaWrites(RandomValues random) {
        // Given
        long second = random.number(FIRST.getEpochSecond(), LAST.getEpochSecond());
        int unit = random.oneOf(List.of(1, 1_000, 1_000_000));
        Instant instant = Instant.ofEpochSecond(second, random.number(0, 999_999_999) / unit * unit);

        // When, Then
        assertThat(QuickInstants.read(instant.toString())).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-14T02:11:09Z",
                "2026-01-14T02:11:09.2Z",
                "2026-01-14T02:11:09.200511Z",
                "2024-02-29T23:59:59.999999999Z",
                "2026-01-14T02:11:09.200511+00:00",
                "2026-01-14T02:11:09+08:00"
            })
    void readsEveryFormAsBefore(String text) throws JsonProcessingException {
        assertThat(Json.mapper().readValue('"' + text + '"', Instant.class))
                .isEqualTo(OffsetDateTime.parse(text).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-14T25:00:00Z",
                "2026-01-14T02:11:09.x00Z",
                "2026-01-14 02:11:09Z",
                "2026-01-14T02:11:09",
                "now"
            })
    void refusesWhatIsNoInstantAsBefore(String text) {
        assertThatThrownBy(() -> Json.mapper().readValue('"' + text + '"', Instant.class))
                .isInstanceOf(JsonProcessingException.class);
    }
}
