/**
 * Rebuilds the catalogs from the topic while they are in use: a second generation of the state is filled beside the one in
 * use, from the beginning of the topic to the end that it had at the start, and put in its place when it has caught up. Only
 * what differs is published. A rebuild that was cut off goes on at the next start. Nothing here decides what an event means.
 */
@NullMarked
package dev.loopline.catalog.rebuild;

import org.jspecify.annotations.NullMarked;
