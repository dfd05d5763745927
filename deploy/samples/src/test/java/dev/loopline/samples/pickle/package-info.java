/** Tests of written pickles, against bytes that Python wrote. */
@NullMarked
package dev.loopline.samples.pickle;

import org.jspecify.annotations.NullMarked;
