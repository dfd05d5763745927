/**
 * What a person should be able to find out later about a loop: inputs that were skipped, values that are defaults.
 */
@NullMarked
package dev.loopline.backfill.note;

import org.jspecify.annotations.NullMarked;
