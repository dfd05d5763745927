/**
 * Consuming events: from a record of a topic to a handled batch, or to a dead letter.
 *
 * <p>A service opens one {@link dev.loopline.kit.consume.EventIntake} per topic and hands it the records of its channel.
 * The intake decodes, keeps the order of each partition, lets the service handle what has queued up as one batch,
 * waits out transient failures in place, and acknowledges last. What cannot be processed goes to the dead letters with
 * its original bytes and a reason; nothing is dropped in silence.
 *
 * <p>Handlers may be called again for what they have already handled, so their effects have to be idempotent.
 */
@NullMarked
package dev.loopline.kit.consume;

import org.jspecify.annotations.NullMarked;
