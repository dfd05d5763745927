/**
 * From one {@code BundleCreated} to what the catalogs say about its loop. Pure functions of the event: no clock, no disk,
 * no other loop; the same event gives the same facts. A figure or a number is missing when it is null, never when it is
 * zero. Which occurrence of a factor is the best one is decided in {@code state}.
 */
@NullMarked
package dev.loopline.catalog.project;

import org.jspecify.annotations.NullMarked;
