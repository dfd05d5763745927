/**
 * Records that are to be published. They are appended in the transaction that makes them true and sent afterwards, in order,
 * by one relay; a crash in between sends them again, with the same event id. What the records say is none of this package's
 * business.
 */
@NullMarked
package dev.loopline.watcher.outbox;

import org.jspecify.annotations.NullMarked;
