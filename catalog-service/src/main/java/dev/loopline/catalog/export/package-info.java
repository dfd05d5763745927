/**
 * The four catalog files: written whole, by temporary file and rename, from one consistent look at the state, and only as
 * often as the machine can stand. Equal states give equal bytes. Only this package writes them.
 */
@NullMarked
package dev.loopline.catalog.export;

import org.jspecify.annotations.NullMarked;
