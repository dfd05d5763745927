/**
 * AIstock's copy of the four catalog files, {@code rdagent_data/*_catalog.json}: byte for byte what catalog-service
 * serves, fetched some moments after imports, replaced by rename.
 */
@NullMarked
package dev.loopline.importer.files;

import org.jspecify.annotations.NullMarked;
