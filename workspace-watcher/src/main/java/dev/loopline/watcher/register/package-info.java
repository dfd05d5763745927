/**
 * From a candidate to a registered loop: is it finished, did it change, which revision is it. One registration writes the
 * registry's rows, our own row and the outbox row in a single transaction, so that none is there without the others.
 * {@link dev.loopline.watcher.register.LoopBook} is the memory of all registered loops, equal to the table {@code
 * loopline_loop}.
 */
@NullMarked
package dev.loopline.watcher.register;

import org.jspecify.annotations.NullMarked;
