/**
 * What to do with a failure: wait and try again, or give up on this record. Decided here and nowhere else, by SQLSTATE for
 * PostgreSQL, by result code for SQLite, by kind of error for files, network and Kafka.
 */
@NullMarked
package dev.loopline.kit.failure;

import org.jspecify.annotations.NullMarked;
