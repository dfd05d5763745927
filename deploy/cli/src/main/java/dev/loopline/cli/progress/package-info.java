/** How far something is, in one line. Pure. */
@NullMarked
package dev.loopline.cli.progress;

import org.jspecify.annotations.NullMarked;
