/**
 * The real processes on free ports, checked from outside: with JDBC, over HTTP, in the file system and on the topics.
 * What a single service does in detail is tested in its own folder.
 */
@NullMarked
package dev.loopline.acceptance;

import org.jspecify.annotations.NullMarked;
