/** aistock-importer: see the packages, from {@link dev.loopline.importer.stage} on. */
@NullMarked
package dev.loopline.importer;

import org.jspecify.annotations.NullMarked;
