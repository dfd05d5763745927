/** Tests of the catalog files. */
@NullMarked
package dev.loopline.catalog.export;

import org.jspecify.annotations.NullMarked;
