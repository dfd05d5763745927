/**
 * Reading what was imported: the lists of the catalogs with filters, order and paging in SQL, one loop with all that is
 * known of it, the files of its bundle, the curves of its backtest; and the catalog read API over them.
 *
 * <p>Never writes. A value that is missing is null, in the database, in the answers and here; nothing becomes 0.
 */
@NullMarked
package dev.loopline.importer.read;

import org.jspecify.annotations.NullMarked;
