/**
 * Sending the newest events of a topic once more, so that everything behind it does its work again. Every consumer takes an
 * event that it knows for what it is, so this changes only what was wrong. Callers may rely on the newest event of a loop
 * staying the last one on its topic.
 */
@NullMarked
package dev.loopline.cli.replay;

import org.jspecify.annotations.NullMarked;
