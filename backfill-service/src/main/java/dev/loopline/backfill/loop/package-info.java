/**
 * One loop from beginning to end: open its workspaces, decide whether they hold a result, derive and write the metadata,
 * list the files, compose the event. No framework; the order of the steps is all that lives here.
 */
@NullMarked
package dev.loopline.backfill.loop;

import org.jspecify.annotations.NullMarked;
