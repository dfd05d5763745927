/** Tests of rebuilding. */
@NullMarked
package dev.loopline.catalog.rebuild;

import org.jspecify.annotations.NullMarked;
