/** Tests of what is served. */
@NullMarked
package dev.loopline.catalog.serve;

import org.jspecify.annotations.NullMarked;
