/**
 * Up to where topics are in the database that holds the effects of their records, kept in that database: an empty or older one is
 * filled by itself.
 */
@NullMarked
package dev.loopline.kit.position;

import org.jspecify.annotations.NullMarked;
