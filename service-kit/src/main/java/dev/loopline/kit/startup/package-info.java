/**
 * Refusing to start: one sentence that says what is wrong and what to do, and an exit code that is not zero.
 */
@NullMarked
package dev.loopline.kit.startup;

import org.jspecify.annotations.NullMarked;
