package dev.loopline.kit.integrity;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * How long to pause between rounds of looking at files, so that they cost little however many files there are: a two-hundredth of
 * a processor, and a tenth of the time of a disk or network drive that answers slowly. For one thread at a time.
 */
public final class Pace {

    private static final int PROCESSOR_FACTOR = 200;
    private static final int TIME_FACTOR = 10;

    private final ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    private final Duration interval;
    private long begunAt;
    private long usedBefore;

    /** @param interval the shortest pause */
    public Pace(Duration interval) {
        this.interval = interval;
    }

    /** A round begins. */
    public void begin() {
        begunAt = System.nanoTime();
        usedBefore = used();
    }

    /** A round is over; on the thread that began it. @return how long to pause */
    public Duration end() {
        Duration time = Duration.ofNanos(System.nanoTime() - begunAt).multipliedBy(TIME_FACTOR);
        Duration processor = Duration.ofNanos(used() - usedBefore).multipliedBy(PROCESSOR_FACTOR);
        return longer(interval, longer(time, processor));
    }

    private long used() {
        return thread.isCurrentThreadCpuTimeSupported() ? thread.getCurrentThreadCpuTime() : 0;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
