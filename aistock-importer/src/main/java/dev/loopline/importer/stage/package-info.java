/**
 * The service as a whole: takes CatalogUpdated events, has the bundle fetched and the rows written, and announces
 * LoopImported. What is still owed (an announcement, a bundle that was not there) is made good in the background.
 */
@NullMarked
package dev.loopline.importer.stage;

import org.jspecify.annotations.NullMarked;
