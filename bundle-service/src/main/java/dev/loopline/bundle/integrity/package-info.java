/**
 * Notices archives that were lost, damaged or replaced by somebody, and sees to it that they are packed again. Knows the store and
 * what the kit has for it; no framework and no broker. Callers call {@link dev.loopline.bundle.integrity.ArchiveKeeper} on two
 * threads, one for looking and one for reading.
 */
@NullMarked
package dev.loopline.bundle.integrity;

import org.jspecify.annotations.NullMarked;
