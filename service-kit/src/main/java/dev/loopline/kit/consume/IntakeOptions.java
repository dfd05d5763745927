package dev.loopline.kit.consume;

import dev.loopline.contracts.HomeId;
import dev.loopline.contracts.codec.CloudEventHeaders;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How records are handed to a service.
 *
 * @param order which records wait for each other
 * @param threads how many batches may be handled at once
 * @param maxBatch most records in a batch
 * @param maxInFlight most records that are taken from the broker and not yet acknowledged
 * @param linger how long a batch that is not full waits for more records; zero for work that a user waits for
 * @param home the one home whose records are handed over; those of others are passed over. Null for those of all homes
 */
public record IntakeOptions(
        Order order,
        int threads,
        int maxBatch,
        int maxInFlight,
        Duration linger,
        @Nullable String home) {

    private static final int MAX_IN_FLIGHT = 512;

    /** Which records wait for each other. */
    public enum Order {
        /** Partitions are independent: one slow loop holds up only its own partition. */
        PER_PARTITION,
        /** One batch after the other over all partitions, for a service with a single store to write to. */
        ONE_AFTER_THE_OTHER
    }

    public static IntakeOptions perPartition(int threads, int maxBatch) {
        return new IntakeOptions(Order.PER_PARTITION, threads, maxBatch, MAX_IN_FLIGHT, Duration.ZERO, null);
    }

    public static IntakeOptions single(int maxBatch) {
        return new IntakeOptions(Order.ONE_AFTER_THE_OTHER, 1, maxBatch, MAX_IN_FLIGHT, Duration.ZERO, null);
    }

    public IntakeOptions withMaxInFlight(int records) {
        return new IntakeOptions(order, threads, maxBatch, records, linger, home);
    }

    public IntakeOptions withLinger(Duration time) {
        return new IntakeOptions(order, threads, maxBatch, maxInFlight, time, home);
    }

    /** Only records of this home, and those that name none. */
    public IntakeOptions ofHome(String id) {
        return new IntakeOptions(order, threads, maxBatch, maxInFlight, linger, id);
    }

    boolean isOfAnotherHome(ConsumerRecord<?, ?> record) {
        return home != null && HomeId.differ(home, RecordHeaders.of(record).get(CloudEventHeaders.HOME));
    }
}
