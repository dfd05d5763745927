package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterReaderTest {

    private static final LoopKey KEY = new LoopKey("task", 3);
    private static final LoopImported EVENT = new LoopImported(
            "task", 3, 7, 9, LoopImported.Rows.NONE, "b", LoopImported.BundleState.AVAILABLE, Instant.EPOCH, null);

    private final DeadLetterReader reader = new DeadLetterReader();

    @Test
    void findsTheRevisionInTheEvent() {
        // When
        DeadLetterNotice notice = reader.read(
                        letter(EventType.LOOP_IMPORTED, KEY.toString(), new EventCodec().encode(EVENT), headers()))
                .orElseThrow();

        // Then
        assertThat(notice)
                .isEqualTo(new DeadLetterNotice(
                        "bundle-service",
                        KEY,
                        7,
                        "BAD",
                        "because",
                        new Delivery.Position(Topics.deadLetter("bundle-service"), 0, 5)));
    }

    @Test
    void findsTheRevisionOfAWithdrawal() {
        // Given
        Map<String, String> headers =
                CloudEventHeaders.of(Tombstone.of(KEY, 4), EventType.BUNDLE_CREATED, "x", Instant.EPOCH);

        // When / Then
        assertThat(reader.read(letter(EventType.BUNDLE_CREATED, KEY.toString(), null, headers)))
                .hasValueSatisfying(notice -> assertThat(notice.revision()).isEqualTo(4));
    }

    @Test
    void takesTheIdWhereTheBodyCannotBeRead() {
        // Given
        Map<String, String> newer = headers();
        newer.put(CloudEventHeaders.TYPE, "dev.loopline.LoopImported.v9");

        // When / Then
        assertThat(reader.read(letter(EventType.LOOP_IMPORTED, KEY.toString(), bytes("{}"), newer)))
                .hasValueSatisfying(notice -> assertThat(notice.revision()).isEqualTo(7));
    }

    @Test
    void isSilentAboutWhatIsAboutNoLoop() {
        // Given
        Map<String, String> foreign = headers();
        foreign.put(CloudEventHeaders.ID, "LoopImported/task/30/7");

        // When / Then
        assertThat(reader.read(letter(EventType.LOOP_IMPORTED, KEY.toString(), bytes("{}"), foreign)))
                .isEmpty();
        assertThat(reader.read(letter(EventType.LOOP_IMPORTED, "no key", bytes("{}"), headers())))
                .isEmpty();
        assertThat(reader.read(letter(EventType.LOOP_IMPORTED, null, null, Map.of())))
                .isEmpty();
        assertThat(reader.read(new ConsumerRecord<>(Topics.deadLetter("x"), 0, 0, bytes(KEY.toString()), null)))
                .isEmpty();
    }

    private static Map<String, String> headers() {
        return new HashMap<>(CloudEventHeaders.of(EVENT, "x", Instant.EPOCH));
    }

    private static ConsumerRecord<byte[], byte[]> letter(
            EventType source, @Nullable String key, byte @Nullable [] body, Map<String, String> headers) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(Topics.deadLetter("bundle-service"), 0, 5, key == null ? null : bytes(key), body);
        headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
        record.headers().add(DeadLetters.SOURCE_TOPIC, bytes(source.topic()));
        record.headers().add(DeadLetters.REASON, bytes("BAD"));
        record.headers().add(DeadLetters.MESSAGE, bytes("because"));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
