/**
 * From one {@code BundleCreated} to what the catalogs say about its loop. Pure functions of the event: no clock, no disk,
 * no other loop; the same event gives the same projection. A figure or a number is missing when it is null, never when it is
 * zero. Which of several loops shows a factor is decided elsewhere, in {@code merge}.
 */
@NullMarked
package dev.loopline.catalog.project;

import org.jspecify.annotations.NullMarked;
