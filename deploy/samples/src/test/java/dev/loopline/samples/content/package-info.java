/** Tests of single kinds of files, each read by somebody else's reader. */
@NullMarked
package dev.loopline.samples.content;

import org.jspecify.annotations.NullMarked;
