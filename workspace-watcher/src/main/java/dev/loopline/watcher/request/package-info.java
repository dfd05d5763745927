/**
 * A person asks for a new backfill: which loops, and what became of it. A request is kept in the registry before it is
 * answered, so it survives a crash; the watch loop then gives every loop of it a new revision. What the backfill does with
 * that revision is the backfill service's business.
 */
@NullMarked
package dev.loopline.watcher.request;

import org.jspecify.annotations.NullMarked;
