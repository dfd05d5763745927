package dev.loopline.contracts.codec;

import dev.loopline.contracts.event.LoopEvent;
import java.util.function.Function;

/**
 * What a record turned out to be.
 *
 * @param <E> the event of the topic
 */
public sealed interface Decoded<E extends LoopEvent> {

    /** Handles every case; there is no other way in, so none can be forgotten. */
    <R> R match(Function<E, R> onEvent, Function<Tombstone, R> onTombstone, Function<Unreadable, R> onUnreadable);

    /** An event that this build knows. */
    record Known<E extends LoopEvent>(E event) implements Decoded<E> {
        @Override
        public <R> R match(
                Function<E, R> onEvent, Function<Tombstone, R> onTombstone, Function<Unreadable, R> onUnreadable) {
            return onEvent.apply(event);
        }
    }

    /** The loop is withdrawn. */
    record Withdrawn<E extends LoopEvent>(Tombstone tombstone) implements Decoded<E> {
        @Override
        public <R> R match(
                Function<E, R> onEvent, Function<Tombstone, R> onTombstone, Function<Unreadable, R> onUnreadable) {
            return onTombstone.apply(tombstone);
        }
    }

    /** Nothing that this build can use; for the dead letters. */
    record Unusable<E extends LoopEvent>(Unreadable why) implements Decoded<E> {
        @Override
        public <R> R match(
                Function<E, R> onEvent, Function<Tombstone, R> onTombstone, Function<Unreadable, R> onUnreadable) {
            return onUnreadable.apply(why);
        }
    }

    /**
     * Why a record cannot be used.
     *
     * @param reason the class of the fault
     * @param message one sentence for people
     */
    record Unreadable(Reason reason, String message) {}

    /** Classes of faults; the names are the reason codes of dead letters. */
    enum Reason {
        /** The type is none of Loopline's, or not the one of this topic. */
        UNKNOWN_TYPE,
        /** The type is known, its version is newer than this build. */
        NEWER_VERSION,
        /** The key, a header or the body is not what it has to be. */
        MALFORMED
    }
}
