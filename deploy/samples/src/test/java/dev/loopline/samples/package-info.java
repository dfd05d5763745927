/** Tests of sample homes and live runs; what they promise is what tests of the services rely on. */
@NullMarked
package dev.loopline.samples;

import org.jspecify.annotations.NullMarked;
