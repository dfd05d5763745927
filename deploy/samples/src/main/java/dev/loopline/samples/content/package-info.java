/**
 * The bytes of an RD-Agent workspace, as a pure function of a plan: templates, factor and model code, mlruns, results,
 * feedback, and the metadata files that the older scripts left.
 *
 * <p>{@link dev.loopline.samples.content.LoopFiles} lists the files of a loop in the order in which RD-Agent writes them;
 * callers write them to disk, all at once or stage by stage. Nothing here touches the disk. Files that RD-Agent pickles are
 * opaque bytes that say so in their first line: no pickle is ever produced.
 */
@NullMarked
package dev.loopline.samples.content;

import org.jspecify.annotations.NullMarked;
