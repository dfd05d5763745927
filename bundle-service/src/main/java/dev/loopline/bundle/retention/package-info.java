/**
 * What becomes of the archives of withdrawn loops: which may go, when, and what keeps the others. Only archives whose loop was
 * withdrawn are ever looked at; those that something refers to stay.
 *
 * <p>Knows the store and, reading only, RD-Agent's registry; no framework and no broker.
 */
@NullMarked
package dev.loopline.bundle.retention;

import org.jspecify.annotations.NullMarked;
