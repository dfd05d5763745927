package dev.loopline.bench;

import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.contracts.event.EventType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Loops that come one after the other, each only when the last one is announced. */
final class NewLoops {

    private static final String COUNT = "loopline_events_handling_seconds_count";
    private static final String SECONDS = "loopline_events_handling_seconds_sum";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LocalStack stack;
    private final BundleTopic topic;
    private final LoopCopies copies;
    private final ServiceMetrics metrics;
    private final Distribution toTopic = new Distribution();
    private double handlingMillis;
    private double processorMillis;

    NewLoops(LocalStack stack, BundleTopic topic, LoopCopies copies) {
        this.stack = stack;
        this.topic = topic;
        this.copies = copies;
        this.metrics = new ServiceMetrics(stack.endpoints().catalogServiceUrl());
    }

    NewLoops measure(int count) throws IOException {
        try (StageClock clock = new StageClock(stack.endpoints().broker())) {
            double countBefore = metrics.sum(COUNT, "");
            double secondsBefore = metrics.sum(SECONDS, "");
            Duration cpuBefore = processor();
            for (int i = 0; i < count; i++) {
                LoopCopies.Copy event = copies.next();
                Instant sent = Instant.now();
                topic.publish(event);
                toTopic.add(Duration.between(sent, announced(clock, event)));
            }
            double handled = metrics.sum(COUNT, "") - countBefore;
            handlingMillis = 1000 * (metrics.sum(SECONDS, "") - secondsBefore) / handled;
            processorMillis = processor().minus(cpuBefore).toNanos() / 1e6 / count;
        }
        return this;
    }

    private static Instant announced(StageClock clock, LoopCopies.Copy event) {
        Instant deadline = Instant.now().plus(PATIENCE);
        String key = event.key().toString();
        while (clock.sentAt(EventType.CATALOG_UPDATED, key) == null) {
            AistockRows.pauseUntil(AistockRows.LOOK_AGAIN, deadline, key + " was not announced");
        }
        return Instant.now();
    }

    private Duration processor() {
        return CpuTime.now(stack).get(Service.CATALOG_SERVICE.serviceName());
    }

    /** Of the service, for one loop: merge, state, announcement. */
    double handlingMillis() {
        return handlingMillis;
    }

    /** Of the whole process of the service, for one loop. */
    double processorMillis() {
        return processorMillis;
    }

    /** From the record to the announcement, as seen from outside. */
    Distribution toTopic() {
        return toTopic;
    }
}
