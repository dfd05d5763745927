/** Tests of the merge. */
@NullMarked
package dev.loopline.catalog.merge;

import org.jspecify.annotations.NullMarked;
