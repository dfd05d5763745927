/**
 * Copies of what cannot be computed again: the registry, the bundles, the code libraries, the catalog files. A backup is a
 * folder that appears whole or not at all. Nothing here writes below a source. Bringing a backup back is none of this package's
 * business.
 */
@NullMarked
package dev.loopline.cli.backup;

import org.jspecify.annotations.NullMarked;
