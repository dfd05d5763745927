/**
 * What a run of RD-Agent left on disk, of every generation since 0.3: which of its loops are over, and what each thought, made
 * and concluded. Callers use {@link dev.loopline.kit.session.RunReader} on {@link dev.loopline.kit.session.RunPlaces} and get
 * records; whatever is unreadable is a sentence in a record, never an exception that loses a loop. No pickle is carried out, no
 * link below the two folders is followed, and all that is read is bounded.
 *
 * <p>A loop is put together from one run. The trace is asked first; where it may hold pickles of several runs, or lacks
 * something, the saved state is asked, which belongs to one run. What a generation does its own way stands in {@link
 * dev.loopline.kit.session.Generation} (steps) and {@code RunLayout} (trace).
 *
 * <p>Not here: which folders hold runs, whether RD-Agent is still at work on a loop, what a loop is called.
 */
@NullMarked
package dev.loopline.kit.session;

import org.jspecify.annotations.NullMarked;
