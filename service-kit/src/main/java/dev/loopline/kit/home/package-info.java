/**
 * Where the RD-Agent home and its further roots lie, read from the configuration in the same way by every service, so that
 * what one of them spells in an event is found by the others.
 */
@NullMarked
package dev.loopline.kit.home;

import org.jspecify.annotations.NullMarked;
