package dev.loopline.kit.consume;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Finds out which revision of which loop a dead letter is about. Stateless; safe for all threads. */
final class DeadLetterReader {

    /** What follows the key in the id of an event: the revision, then perhaps more. */
    private static final Pattern REVISION = Pattern.compile("/([1-9][0-9]{0,17})(?:/.*)?");

    private final EventCodec codec = new EventCodec();

    /** Empty if it is about no revision of a loop, for example because another program wrote the record. */
    Optional<DeadLetterNotice> read(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = RecordHeaders.of(letter);
        return EventType.ofTopic(headers.getOrDefault(DeadLetters.SOURCE_TOPIC, ""))
                .flatMap(type -> subject(type, type.payload(), headers, letter))
                .map(subject -> new DeadLetterNotice(
                        Topics.serviceOfDeadLetter(letter.topic()),
                        subject.key(),
                        subject.revision(),
                        headers.getOrDefault(DeadLetters.REASON, "UNKNOWN"),
                        headers.getOrDefault(DeadLetters.MESSAGE, ""),
                        new Delivery.Position(letter.topic(), letter.partition(), letter.offset())));
    }

    private record Subject(LoopKey key, long revision) {}

    private <E extends LoopEvent> Optional<Subject> subject(
            EventType type, Class<E> payload, Map<String, String> headers, ConsumerRecord<byte[], byte[]> letter) {
        Decoded<E> decoded = codec.decode(type, payload, headers, letter.key(), letter.value());
        return decoded.<Optional<Subject>>match(
                        event -> Optional.of(new Subject(event.key(), event.revision())),
                        tombstone -> Optional.of(new Subject(tombstone.key(), tombstone.revision())),
                        unreadable -> byId(type, headers, letter))
                .filter(subject -> subject.revision() > 0);
    }

    /** An event of a newer version cannot be read, but its id has the same form in every version. */
    private static Optional<Subject> byId(
            EventType type, Map<String, String> headers, ConsumerRecord<byte[], byte[]> letter) {
        String key = letter.key() == null ? "" : new String(letter.key(), StandardCharsets.UTF_8);
        String begin = type.eventName() + "/" + key;
        String id = headers.getOrDefault(CloudEventHeaders.ID, "");
        if (!id.startsWith(begin)) {
            return Optional.empty();
        }
        Matcher rest = REVISION.matcher(id.substring(begin.length()));
        return rest.matches()
                ? LoopKey.parse(key).map(loop -> new Subject(loop, Long.parseLong(rest.group(1))))
                : Optional.empty();
    }
}
