/** Catalog names and files. */
@NullMarked
package dev.loopline.contracts.catalog;

import org.jspecify.annotations.NullMarked;
