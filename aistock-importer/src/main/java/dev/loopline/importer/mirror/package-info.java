/**
 * The mirror of RD-Agent's registry in the schema {@code rdagent}: for each loop in the catalogs the rows that the
 * registry has of it, so that the queries of the initialisation guide run on one database. Replaced per loop by
 * difference; the loop's revision is guarded by {@code .upsert}, in whose transaction this runs.
 */
@NullMarked
package dev.loopline.importer.mirror;

import org.jspecify.annotations.NullMarked;
