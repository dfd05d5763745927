/**
 * Plain SQL over JDBC: prepare, bind, map rows to typed values, all or nothing. Knows no database of its own: the caller
 * brings the connection, and its exceptions stay {@link java.sql.SQLException}s, whose SQLSTATE decides on retries.
 */
@NullMarked
package dev.loopline.kit.sql;

import org.jspecify.annotations.NullMarked;
