/**
 * Events to bytes and back, their CloudEvents headers, and the topics.
 *
 * <p>Reading never fails on content: whatever lies on a topic becomes one of the cases of {@link
 * dev.loopline.contracts.codec.Decoded}, and who consumes decides what to do with each. This package knows nothing of a
 * Kafka client; headers are a plain map.
 */
@NullMarked
package dev.loopline.contracts.codec;

import org.jspecify.annotations.NullMarked;
