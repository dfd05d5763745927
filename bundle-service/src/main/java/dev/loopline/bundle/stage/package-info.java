/**
 * Where the framework meets the rest: takes {@code LoopBackfilled} from the broker, has loops packed, publishes {@code
 * BundleCreated} or the withdrawal, and checks the folders at start. Decides nothing about content.
 */
@NullMarked
package dev.loopline.bundle.stage;

import org.jspecify.annotations.NullMarked;
