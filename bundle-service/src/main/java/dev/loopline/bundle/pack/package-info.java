/**
 * From candidates to one archive: reads the files of a loop, writes {@code manifest.json} and the archive, and notices when
 * a file changed meanwhile.
 *
 * <p>Knows files, tar and gzip, no framework and no broker. Callers may rely on it that the same content gives the same bytes, that
 * memory does not grow with the size of a loop, and that a link is never followed. Where an archive is kept is the business of
 * {@code store}.
 */
@NullMarked
package dev.loopline.bundle.pack;

import org.jspecify.annotations.NullMarked;
