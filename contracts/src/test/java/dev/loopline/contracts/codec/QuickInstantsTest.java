package dev.loopline.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.time.OffsetDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.time.api.constraints.InstantRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickInstantsTest {

    @Property
    void readsWhatJavaWrites(
            @ForAll @InstantRange(min = "0001-01-01T00:00:00Z", max = "9999-12-31T23:59:59.999999999Z")
                    Instant instant) {
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
