/**
 * What a service shows of itself while it runs: lag, room on disks, whether broker and database answer, what became of loops, traces
 * and the loop that a log line is about. Nothing here decides what happens to a loop, and no failure here stops one.
 */
@NullMarked
package dev.loopline.kit.observe;

import org.jspecify.annotations.NullMarked;
