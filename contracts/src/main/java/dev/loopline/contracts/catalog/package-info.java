/**
 * The entries of the four catalogs: loop, factor, model and strategy, and the occurrences of factors in loops.
 *
 * <p>Every entry carries the five links {@code task_run_id, loop_id, workspace_id, workspace_path, asset_bundle_id}. All
 * numbers are finite. The entries are written to the catalog files as they are here; how they are derived and merged is
 * the catalog service's business, how they become rows is the importer's.
 */
@NullMarked
package dev.loopline.contracts.catalog;

import org.jspecify.annotations.NullMarked;
