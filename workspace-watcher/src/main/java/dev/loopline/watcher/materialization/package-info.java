/**
 * How far the processing of a loop's newest revision is, as RD-Agent's tools read it in {@code loops.materialization_status}.
 * Every change is made by comparing the revision first. What the services report, and when, is none of this package's
 * business.
 */
@NullMarked
package dev.loopline.watcher.materialization;

import org.jspecify.annotations.NullMarked;
