/**
 * Reading the folders of a loop: confined to the RD-Agent home, links never followed, sizes and counts limited. Nothing
 * here writes, and nothing here knows what a file means.
 */
@NullMarked
package dev.loopline.backfill.workspace;

import org.jspecify.annotations.NullMarked;
