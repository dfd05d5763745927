/**
 * A person confirms that many loops are to be withdrawn at once. Which loops wait for it is decided by {@link
 * dev.loopline.watcher.watch.HeldWithdrawals}.
 */
@NullMarked
package dev.loopline.watcher.withdrawal;

import org.jspecify.annotations.NullMarked;
