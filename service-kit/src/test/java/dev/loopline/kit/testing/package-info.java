/**
 * For the tests of all services: a real broker, a real database, and a tap on the topics. Shared as the test jar of this
 * module.
 */
@NullMarked
package dev.loopline.kit.testing;

import org.jspecify.annotations.NullMarked;
