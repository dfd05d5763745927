package dev.loopline.contracts.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.sample.SampleEvents;
import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventCodecPropertiesTest {

    private static final byte[] KEY = SampleEvents.KEY.toString().getBytes(UTF_8);
    private static final byte[] BODY = new EventCodec().encode(SampleEvents.loopBackfilled());

    private final EventCodec codec = new EventCodec();

    @SeededTest
    void anyBytesAreReadWithoutAnException(RandomValues random) {
        // Given
        byte[] key = random.oneOf(List.of(KEY, random.bytes(255)));
        byte[] value = random.bytes(255);
        List<String> names = random.list(0, 8, () -> random.oneOf(List.of(CloudEventHeaders.TYPE, random.text(255))));
        Map<String, String> headers = new TreeMap<>();
        names.forEach(name ->
                headers.put(name, random.oneOf(List.of(EventType.LOOP_IMPORTED.ceType(), random.text(255)))));

        // When, Then
        assertThat(codec.decode(EventType.LOOP_IMPORTED, LoopImported.class, headers, key, value))
                .isNotNull();
    }

    @SeededTest
    void anyHeadersOfATombstoneAreReadWithoutAnException(RandomValues random) {
        // Given
        String revision = random.oneOf(List.of(random.text(255), random.text(0, 30, "0123456789-+. ")));
        Map<String, String> headers = Map.of(CloudEventHeaders.REVISION, revision);

        // When, Then
        assertThat(codec.decode(EventType.LOOP_IMPORTED, LoopImported.class, headers, KEY, null))
                .isNotNull();
    }

    @SeededTest
    void anEventWithOneByteChangedIsReadWithoutAnException(RandomValues random) {
        // Given
        byte[] body = BODY.clone();
        body[random.number(0, body.length - 1)] = (byte) random.number(Byte.MIN_VALUE, Byte.MAX_VALUE);

        // When, Then
        assertThat(backfilled(body)).isNotNull();
    }

    @Test
    void anEventThatIsCutOffIsNeverTakenForOne() {
        for (int length = 0; length < BODY.length; length++) {
            // Given
            byte[] body = Arrays.copyOf(BODY, length);

            // When, Then
            assertThat(backfilled(body)).as("first %d bytes", length).isInstanceOf(Decoded.Unusable.class);
        }
    }

    @SeededTest
    void tombstonesAreReadAsTheyWereWritten(RandomValues random) {
        // Given
        LoopKey key = SampleEvents.KEY;
        Tombstone tombstone = Tombstone.of(key, random.number(0, 999_999_999_999_999_999L));

        // When
        Map<String, String> headers =
                CloudEventHeaders.of(tombstone, EventType.LOOP_IMPORTED, "catalog-service", Instant.EPOCH);

        // Then
        assertThat(codec.decode(EventType.LOOP_IMPORTED, LoopImported.class, headers, KEY, null))
                .isEqualTo(new Decoded.Withdrawn<>(tombstone));
    }

    private Decoded<LoopBackfilled> backfilled(byte[] body) {
        return codec.decode(
                EventType.LOOP_BACKFILLED,
                LoopBackfilled.class,
                Map.of(CloudEventHeaders.TYPE, EventType.LOOP_BACKFILLED.ceType()),
                KEY,
                body);
    }
}
