/**
 * Reading a topic from any position to a mark, outside of a consumer group. Knows nothing of what the records say; who reads
 * for which purpose is a matter of {@code stage} and {@code rebuild}.
 */
@NullMarked
package dev.loopline.catalog.topic;

import org.jspecify.annotations.NullMarked;
