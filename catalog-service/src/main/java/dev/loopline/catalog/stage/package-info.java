/**
 * The way of an event through the service: taken from the topic, applied to the state, announced to the next, acknowledged
 * last. Also what has to happen before the first event: one active instance, a state that is whole, and the positions from
 * which the topic is read on.
 */
@NullMarked
package dev.loopline.catalog.stage;

import org.jspecify.annotations.NullMarked;
