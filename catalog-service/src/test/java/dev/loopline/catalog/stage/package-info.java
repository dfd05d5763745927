/** Tests of the service at a real broker. */
@NullMarked
package dev.loopline.catalog.stage;

import org.jspecify.annotations.NullMarked;
