/**
 * The content of the five metadata files, one class for each: pure functions from what was read to a JSON object. What
 * stands in an existing file and can be derived from nothing else (decision, hypothesis, expressions) is never dropped.
 * Every derived block says where it comes from by its {@code origin}. Writing them is here too, by temporary file and
 * rename; nothing else in a workspace is touched.
 */
@NullMarked
package dev.loopline.backfill.metadata;

import org.jspecify.annotations.NullMarked;
