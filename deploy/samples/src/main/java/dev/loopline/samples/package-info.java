/**
 * Sample RD-Agent homes: {@link dev.loopline.samples.SampleHome} writes one with a history,
 * {@link dev.loopline.samples.LiveRun} plays one loop from its first row to its last, and
 * {@link dev.loopline.samples.Main} offers both on the command line.
 *
 * <p>All of it plays RD-Agent and knows nothing of Loopline, so that tests meet what real homes hold. The same seed and
 * settings give the same files, byte for byte; callers may rely on the returned descriptions matching what is on disk.
 */
@NullMarked
package dev.loopline.samples;

import org.jspecify.annotations.NullMarked;
