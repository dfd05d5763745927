/**
 * Reads Python pickles as data. {@link dev.loopline.kit.pickle.PickleReader} follows the opcodes and builds lists, maps,
 * numbers, text and inert {@link dev.loopline.kit.pickle.PickledObject}s; no class is looked up, no method is called, nothing
 * outside the given stream is read. What is not understood or too large is refused with a reason. What the values mean is
 * not known here.
 *
 * <p>Why not the library {@code net.razorvine:pickle}: it looks constructors up in a table that all users of the process
 * share, calls {@code __setstate__} by reflection, allocates the length that the input claims, puts whatever comes into hash
 * sets (a nested tuple of some hundred bytes then takes for ever) and knows no limit; its steps are private, so none of this
 * can be confined from outside, and it refuses the constructor arguments without which a path cannot be read.
 */
@NullMarked
package dev.loopline.kit.pickle;

import org.jspecify.annotations.NullMarked;
