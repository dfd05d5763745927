/** Makes the folders that a release is packed from. Runs in the build only. */
@NullMarked
package dev.loopline.distribution;

import org.jspecify.annotations.NullMarked;
