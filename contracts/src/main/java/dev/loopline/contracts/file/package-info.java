/**
 * Files that several threads and processes share: a reader sees the former content or the new one, and one writer at a time
 * works in a folder. No framework.
 */
@NullMarked
package dev.loopline.contracts.file;

import org.jspecify.annotations.NullMarked;
