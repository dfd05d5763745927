package dev.loopline.kit.consume;

import dev.loopline.contracts.event.LoopEvent;
import java.util.List;

/**
 * What a service does with events. Called with one record when it is idle and with many when they queue up; in the
 * order of the partition. To return means that every effect is durable and every follow-up event is with the broker.
 *
 * <p>To throw means that nothing is settled: after a transient failure the same batch comes again; after a permanent one
 * the records of the batch come again one by one, and the one that fails alone goes to the dead letters.
 */
@FunctionalInterface
public interface BatchHandler<E extends LoopEvent> {

    void handle(List<Delivery<E>> batch) throws Exception;
}
