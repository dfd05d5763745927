/**
 * The whole way of one loop, read from the topics on request: nothing is kept for it, and no other service is
 * called. How far back a topic is looked through is bounded; what lies further back is said to be so.
 */
@NullMarked
package dev.loopline.catalog.story;

import org.jspecify.annotations.NullMarked;
