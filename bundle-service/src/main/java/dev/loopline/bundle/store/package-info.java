/**
 * The folder {@code production_bundles}: one archive per loop with a result, and a hidden folder {@code .loopline} with what is
 * known about each archive, temporary files and locks.
 *
 * <p>Callers may rely on it that an archive appears whole or not at all, that an older revision never replaces a newer one, also
 * with several bundlers on one folder, and that a finished archive is never deleted. What is in {@code .loopline} can be lost
 * without harm: then archives are packed again, with the same bytes.
 */
@NullMarked
package dev.loopline.bundle.store;

import org.jspecify.annotations.NullMarked;
