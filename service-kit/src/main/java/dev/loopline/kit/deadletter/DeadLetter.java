package dev.loopline.kit.deadletter;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One dead letter.
 *
 * @param service who could not process it
 * @param record as it lies in the dead-letter topic: original key, body and headers, and the headers that say what happened
 */
public record DeadLetter(String service, ConsumerRecord<byte[], byte[]> record) {

    /** The headers that the services add begin with this; all others are the original's. */
    static final String OWN_HEADERS = "loopline_";

    /** Partition of the dead-letter topic. */
    public int partition() {
        return record.partition();
    }

    /** Its number: the offset in the partition of the dead-letter topic. */
    public long number() {
        return record.offset();
    }

    /** The loop, as the key of the record says. */
    public String key() {
        byte[] key = record.key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    public String reason() {
        return header("loopline_reason");
    }

    public String message() {
        return header("loopline_message");
    }

    public String failedAt() {
        return header("loopline_failed_at");
    }

    public String sourceTopic() {
        return header("loopline_source_topic");
    }

    /** How often the service tried; -1 if it is not recorded. */
    public long attempts() {
        return number("loopline_attempts");
    }

    /** Partition in the source topic; -1 if it is not recorded. */
    public int sourcePartition() {
        return (int) number("loopline_source_partition");
    }

    /** Offset in the source topic; -1 if it is not recorded. */
    public long sourceOffset() {
        return number("loopline_source_offset");
    }

    /** Whether it holds the original record, which it does unless that was too large for a copy. */
    public boolean isComplete() {
        return header("loopline_left_out").isEmpty();
    }

    private long number(String name) {
        String text = header(name);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    /** The value of a header, or the empty text. */
    String header(String name) {
        @Nullable Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
