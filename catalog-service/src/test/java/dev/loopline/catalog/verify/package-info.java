/** Tests of this service's part of the verification. */
@NullMarked
package dev.loopline.catalog.verify;

import org.jspecify.annotations.NullMarked;
