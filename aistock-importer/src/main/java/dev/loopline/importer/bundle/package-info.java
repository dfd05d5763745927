/**
 * AIstock's cache of asset bundles: {@code rdagent_assets/bundles/<id>.tar.gz} and the folder {@code <id>/}. A bundle
 * comes over HTTP or from a shared folder; it is believed only when its digest is the announced one and every member is
 * what the manifest says. An archive that tries to leave its folder leaves nothing behind.
 *
 * <p>Archive and folder each appear whole, by rename.
 */
@NullMarked
package dev.loopline.importer.bundle;

import org.jspecify.annotations.NullMarked;
