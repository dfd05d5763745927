/**
 * The list of a loop's files with size, digest and kind. Reads every byte once, streaming; knows files by their names
 * only and never opens a pickle for more than its digest.
 */
@NullMarked
package dev.loopline.backfill.files;

import org.jspecify.annotations.NullMarked;
