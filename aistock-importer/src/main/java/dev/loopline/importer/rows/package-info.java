/**
 * From an event to rows: which column gets which value. Pure functions of the event, without framework, clock or
 * database, so that the same event always gives the same rows. What PostgreSQL could not store (NUL characters, numbers
 * that are not finite) is cleaned here; an entry that cannot become a row is a {@link
 * dev.loopline.importer.rows.Rejection} and does not disturb its neighbours.
 *
 * <p>Which of two rows is the newer one is not decided here but in {@code .upsert}.
 */
@NullMarked
package dev.loopline.importer.rows;

import org.jspecify.annotations.NullMarked;
