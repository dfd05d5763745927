package dev.loopline.contracts.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.sample.SampleEvents;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class EventCodecPropertiesTest {

    private static final byte[] KEY = SampleEvents.KEY.toString().getBytes(UTF_8);
    private static final byte[] BODY = new EventCodec().encode(SampleEvents.loopBackfilled());

    private final EventCodec codec = new EventCodec();

    @Property
    void anyBytesAreReadWithoutAnException(
            @ForAll byte[] key, @ForAll byte[] value, @ForAll Map<String, String> headers) {
        assertThat(codec.decode(EventType.LOOP_IMPORTED, LoopImported.class, headers, key, value))
                .isNotNull();
    }

    @Property
    void anyHeadersOfATombstoneAreReadWithoutAnException(@ForAll String revision) {
        // Given
        Map<String, String> headers = Map.of(CloudEventHeaders.REVISION, revision);

        // When, Then
        assertThat(codec.decode(EventType.LOOP_IMPORTED, LoopImported.class, headers, KEY, null))
                .isNotNull();
    }

    @Property
    void anEventWithOneByteChangedIsReadWithoutAnException(@ForAll @IntRange int at, @ForAll byte value) {
        // Given
        byte[] body = BODY.clone();
        body[at % body.length] = value;

        // When, Then
        assertThat(backfilled(body)).isNotNull();
    }

    @Property
    void anEventThatIsCutOffIsNeverTakenForOne(@ForAll @IntRange int at) {
        // Given
        byte[] body = Arrays.copyOf(BODY, at % BODY.length);

        // When, Then
        assertThat(backfilled(body)).isInstanceOf(Decoded.Unusable.class);
    }

    @Property
    void tombstonesAreReadAsTheyWereWritten(@ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long revision) {
        // Given
        LoopKey key = SampleEvents.KEY;
        Tombstone tombstone = new Tombstone(key, revision);

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
