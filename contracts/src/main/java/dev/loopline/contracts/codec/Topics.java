package dev.loopline.contracts.codec;

import dev.loopline.contracts.event.EventType;
import java.util.Arrays;
import java.util.List;

/** The topics besides those that {@link EventType} names, and the settings that all topics share. */
public final class Topics {

    /** Loops are spread over this many partitions unless the configuration says otherwise. */
    public static final int DEFAULT_PARTITIONS = 12;

    /** Largest record that brokers and producers are set up for. */
    public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

    private static final String DEAD_LETTER_PREFIX = "loopline.dead-letter.";

    private static final String LEASE_PREFIX = "loopline.lease.";

    private Topics() {}

    /** The event topics, in the order in which a loop passes through them. */
    public static List<String> events() {
        return Arrays.stream(EventType.values()).map(EventType::topic).toList();
    }

    /** Where a service puts what it cannot process. */
    public static String deadLetter(String serviceName) {
        return DEAD_LETTER_PREFIX + serviceName;
    }

    /** Whoever the broker assigns its one partition to is the one writer of a service; nothing is written to it. */
    public static String lease(String serviceName) {
        return LEASE_PREFIX + serviceName;
    }

    /**
     * The service whose dead letters lie on this topic.
     *
     * @throws IllegalArgumentException if no dead letters lie there
     */
    public static String serviceOfDeadLetter(String topic) {
        if (!isDeadLetter(topic)) {
            throw new IllegalArgumentException("no topic of dead letters: " + topic);
        }
        return topic.substring(DEAD_LETTER_PREFIX.length());
    }

    public static boolean isDeadLetter(String topic) {
        return topic.startsWith(DEAD_LETTER_PREFIX);
    }
}
