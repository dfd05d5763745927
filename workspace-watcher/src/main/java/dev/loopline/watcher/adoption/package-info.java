/**
 * A person adopts folders with results that nothing ties to a loop: each becomes a loop of its own, {@code
 * legacy_<workspace_id>/0}. What was adopted is kept in the registry; what becomes of such a loop is decided by {@link
 * dev.loopline.watcher.discovery} like that of any other.
 */
@NullMarked
package dev.loopline.watcher.adoption;

import org.jspecify.annotations.NullMarked;
