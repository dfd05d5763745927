/**
 * The files of a loop: which there are, whether they changed, and a digest of what they hold. Links are never followed, so
 * nothing outside a workspace is read. What Loopline itself (or the older scripts) writes into a workspace is distinguished from
 * what RD-Agent left there, so that our own writes never look like a change. No framework, no database.
 */
@NullMarked
package dev.loopline.watcher.files;

import org.jspecify.annotations.NullMarked;
