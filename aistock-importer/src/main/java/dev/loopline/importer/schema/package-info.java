/**
 * The shape of AIstock's database and the wait for it at start. The tables are described by the migrations in {@code
 * db/migration}; they only add, so a database that older scripts made keeps its rows, ids and foreign keys.
 *
 * <p>What is written into the tables is decided in {@code .rows} and done in {@code .upsert}.
 */
@NullMarked
package dev.loopline.importer.schema;

import org.jspecify.annotations.NullMarked;
