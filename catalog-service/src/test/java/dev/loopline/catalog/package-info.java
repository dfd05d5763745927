/** Tests of the rules between the rooms. */
@NullMarked
package dev.loopline.catalog;

import org.jspecify.annotations.NullMarked;
