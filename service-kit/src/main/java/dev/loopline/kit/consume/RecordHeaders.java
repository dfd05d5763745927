package dev.loopline.kit.consume;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The headers of a record as the codec takes them. Needs the Kafka client alone. Stateless. */
public final class RecordHeaders {

    private RecordHeaders() {}

    /** The headers as text; of several with one name the last counts, and one without value is left out. */
    public static Map<String, String> of(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        });
        return headers;
    }
}
