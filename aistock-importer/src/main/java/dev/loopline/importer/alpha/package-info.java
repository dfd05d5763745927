/**
 * The lists of baseline factors, Alpha158 and Alpha360: fetched from catalog-service, cleaned, and merged into AIstock's two
 * tables of them. Entries are added and updated, never deleted, because other tools fill the same tables.
 */
@NullMarked
package dev.loopline.importer.alpha;

import org.jspecify.annotations.NullMarked;
