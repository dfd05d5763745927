/**
 * What services need to notice that files which they wrote are no longer what they wrote: digests that are computed slowly on
 * purpose, the order in which files are read again, how files look from outside, and folders of Loopline's among those of
 * others. No framework and no broker.
 */
@NullMarked
package dev.loopline.kit.integrity;

import org.jspecify.annotations.NullMarked;
