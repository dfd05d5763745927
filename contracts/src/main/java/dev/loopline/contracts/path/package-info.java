/**
 * Paths as other machines spelled them.
 *
 * <p>RD-Agent's registry holds the same folder as {@code F:/x}, {@code F:\x}, {@code f:\x} or {@code /mnt/f/x}, depending on
 * who wrote the row. {@link dev.loopline.contracts.path.PortablePath} compares them, {@link
 * dev.loopline.contracts.path.RecordedPaths} finds the folder on this machine. What is stored in events, tables and
 * catalogs is always the recorded text, unchanged.
 */
@NullMarked
package dev.loopline.contracts.path;

import org.jspecify.annotations.NullMarked;
