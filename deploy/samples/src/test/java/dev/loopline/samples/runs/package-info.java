/** Tests of runs of each generation and of the structures that real homes show. */
@NullMarked
package dev.loopline.samples.runs;

import org.jspecify.annotations.NullMarked;
