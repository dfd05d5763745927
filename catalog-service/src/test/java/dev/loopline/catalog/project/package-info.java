/** Tests of the projection. */
@NullMarked
package dev.loopline.catalog.project;

import org.jspecify.annotations.NullMarked;
