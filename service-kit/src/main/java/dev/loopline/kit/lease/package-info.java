/**
 * One writer at a time, wherever the instances of a service run: the broker says who it is, by the protocol of its consumer
 * groups. No file that all instances see is needed.
 */
@NullMarked
package dev.loopline.kit.lease;

import org.jspecify.annotations.NullMarked;
