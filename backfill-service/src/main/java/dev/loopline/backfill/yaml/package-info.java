/**
 * The loop's YAML configuration: read as Python's YAML 1.1 loader reads it, also where the file is still a template, and
 * the choice of the file that was executed. A file that cannot be read is a note, never a failure.
 */
@NullMarked
package dev.loopline.backfill.yaml;

import org.jspecify.annotations.NullMarked;
