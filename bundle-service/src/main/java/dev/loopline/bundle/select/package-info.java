/**
 * What belongs into a bundle and under which name, decided from the event alone.
 *
 * <p>Pure: no file is opened here, no framework is known here. Callers may rely on it that the same set of files gives the same
 * members in the same order, that no two members share a name (not even in another case), and that every file of the loop is
 * either a candidate or skipped with a reason.
 */
@NullMarked
package dev.loopline.bundle.select;

import org.jspecify.annotations.NullMarked;
