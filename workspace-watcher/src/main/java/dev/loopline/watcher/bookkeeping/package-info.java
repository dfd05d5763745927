/**
 * What the other services report, written into the registry: metadata and artifacts after a backfill, the bundle, the
 * import. An older revision never overwrites a newer one, and the same event twice changes nothing. Consuming is in {@link
 * dev.loopline.watcher.bookkeeping.RegistryStage}; nothing here decides about loops.
 */
@NullMarked
package dev.loopline.watcher.bookkeeping;

import org.jspecify.annotations.NullMarked;
