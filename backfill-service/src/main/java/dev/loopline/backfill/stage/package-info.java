/**
 * The service itself: events in, files and events out. The only package that knows the framework.
 */
@NullMarked
package dev.loopline.backfill.stage;

import org.jspecify.annotations.NullMarked;
