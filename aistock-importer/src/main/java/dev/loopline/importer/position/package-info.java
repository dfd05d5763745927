/**
 * Up to where the topic is in AIstock's database: the table {@code loopline_position}.
 */
@NullMarked
package dev.loopline.importer.position;

import org.jspecify.annotations.NullMarked;
