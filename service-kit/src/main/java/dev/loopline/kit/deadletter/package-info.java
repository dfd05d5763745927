/**
 * Dead letters: records that a service could not process, kept with the reason and the original bytes.
 *
 * <p>Reads the dead-letter topics and sends a record back to the topic that it came from; what a reason means is the
 * services' matter. Callers may rely on this: a record is never sent back over a newer one of the same loop, because in a
 * compacted topic the last record counts.
 */
@NullMarked
package dev.loopline.kit.deadletter;

import org.jspecify.annotations.NullMarked;
