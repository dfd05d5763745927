package dev.loopline.kit.consume;

import java.time.Duration;

/**
 * How records are handed to a service.
 *
 * @param order which records wait for each other
 * @param threads how many batches may be handled at once
 * @param maxBatch most records in a batch
 * @param maxInFlight most records that are taken from the broker and not yet acknowledged
 * @param linger how long a batch that is not full waits for more records; zero for work that a user waits for
 */
public record IntakeOptions(Order order, int threads, int maxBatch, int maxInFlight, Duration linger) {

    private static final int MAX_IN_FLIGHT = 512;

    /** Which records wait for each other. */
    public enum Order {
        /** Partitions are independent: one slow loop holds up only its own partition. */
        PER_PARTITION,
        /** One batch after the other over all partitions, for a service with a single store to write to. */
        ONE_AFTER_THE_OTHER
    }

    public static IntakeOptions perPartition(int threads, int maxBatch) {
        return new IntakeOptions(Order.PER_PARTITION, threads, maxBatch, MAX_IN_FLIGHT, Duration.ZERO);
    }

    public static IntakeOptions single(int maxBatch) {
        return new IntakeOptions(Order.ONE_AFTER_THE_OTHER, 1, maxBatch, MAX_IN_FLIGHT, Duration.ZERO);
    }

    public IntakeOptions withMaxInFlight(int records) {
        return new IntakeOptions(order, threads, maxBatch, records, linger);
    }

    public IntakeOptions withLinger(Duration time) {
        return new IntakeOptions(order, threads, maxBatch, maxInFlight, time);
    }
}
