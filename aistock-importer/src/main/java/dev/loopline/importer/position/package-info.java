/**
 * Up to where the topic is in the database: the table {@code loopline_position}, and the records that were read since. What lets
 * the consumer stand there is in {@code .stage}.
 */
@NullMarked
package dev.loopline.importer.position;

import org.jspecify.annotations.NullMarked;
