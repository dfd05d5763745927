/**
 * The topics at start-up: created where they are missing, refused where they would lose events.
 */
@NullMarked
package dev.loopline.kit.topic;

import org.jspecify.annotations.NullMarked;
