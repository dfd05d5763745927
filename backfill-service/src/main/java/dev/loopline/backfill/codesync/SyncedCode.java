package dev.loopline.backfill.codesync;

import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.contracts.event.CodeSync;

/**
 * What became of a loop's code.
 *
 * @param state as the event says it
 * @param functions as the metadata names them
 */
public record SyncedCode(CodeSync state, LibraryFunctions functions) {}
