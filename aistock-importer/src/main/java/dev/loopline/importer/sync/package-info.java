/**
 * The sync API of the initialisation guide: a run that compares all that catalog-service has with the tables, and its
 * state, which survives a restart. Loops arrive without it; it is for people who want to be sure.
 */
@NullMarked
package dev.loopline.importer.sync;

import org.jspecify.annotations.NullMarked;
