/** Tests of the state. */
@NullMarked
package dev.loopline.catalog.state;

import org.jspecify.annotations.NullMarked;
