/**
 * RD-Agent's session logs: what a loop thought, made and concluded, read from the pickles below {@code log/<time>/Loop_<n>/}
 * without carrying anything out. {@link dev.loopline.kit.session.SessionLog} reads one loop of one session folder. Which loops
 * there are, and whether they are finished, is not decided here.
 */
@NullMarked
package dev.loopline.kit.session;

import org.jspecify.annotations.NullMarked;
