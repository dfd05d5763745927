/**
 * The factor libraries Alpha158 and Alpha360, as their metadata files describe them. They belong to no loop, so no event
 * carries them: they are read where they lie in the RD-Agent home, on each request. Links are not followed, nothing
 * is written.
 */
@NullMarked
package dev.loopline.catalog.alpha;

import org.jspecify.annotations.NullMarked;
