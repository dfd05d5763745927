package dev.loopline.kit.consume;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.LoopEvent;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record that was understood: an event, or the withdrawal of a loop.
 *
 * @param key the loop
 * @param event the event; null if the loop is withdrawn
 * @param tombstone the withdrawal; null if there is an event
 * @param position where it lies
 * @param publishedAt timestamp of the record
 */
public record Delivery<E extends LoopEvent>(
        LoopKey key, @Nullable E event, @Nullable Tombstone tombstone, Position position, Instant publishedAt) {

    /** Where a record lies. */
    public record Position(String topic, int partition, long offset) {

        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** Handles both cases. */
    public <R> R match(Function<E, R> onEvent, Function<Tombstone, R> onTombstone) {
        E known = event;
        if (known != null) {
            return onEvent.apply(known);
        }
        Tombstone withdrawn = tombstone;
        if (withdrawn == null) {
            throw new IllegalStateException("a delivery is an event or a tombstone: " + position);
        }
        return onTombstone.apply(withdrawn);
    }
}
