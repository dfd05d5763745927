/** Tests of the factor libraries. */
@NullMarked
package dev.loopline.catalog.alpha;

import org.jspecify.annotations.NullMarked;
