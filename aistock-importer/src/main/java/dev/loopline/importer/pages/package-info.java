/**
 * The pages for people below {@code /rdagent}: lists of the catalogs, one loop, one entry, the sync with its dead letters.
 * Made on the server with Qute, in Chinese and English; htmx replaces parts of a page and every page works as a plain one
 * without it. No script or style inside a page, so that a strict content security policy holds.
 *
 * <p>A value that is missing is shown as –, never as 0.
 */
@NullMarked
package dev.loopline.importer.pages;

import org.jspecify.annotations.NullMarked;
