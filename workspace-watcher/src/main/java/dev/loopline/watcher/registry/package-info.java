/**
 * RD-Agent's {@code registry.sqlite}: its connections, its tables, and the rows that RD-Agent wrote. Callers may rely on
 * short write transactions (RD-Agent waits at most ten seconds for a lock), on nothing ever being dropped, and on the text
 * of a row being handed on as it is recorded. What the rows mean for a loop is decided in {@code discovery}; who writes which
 * row of ours is in {@code register}, {@code outbox}, {@code request} and {@code bookkeeping}.
 */
@NullMarked
package dev.loopline.watcher.registry;

import org.jspecify.annotations.NullMarked;
