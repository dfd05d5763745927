package dev.loopline.watcher.adoption;

import dev.loopline.contracts.LoopKey;

/**
 * A folder that was adopted; a row of {@code loopline_adoption}.
 *
 * @param folder as events spell it: relative to the home, or {@code @name/…}
 * @param loop the loop that it became
 * @param adoptedAt when, ISO-8601
 */
record Adoption(String folder, LoopKey loop, String adoptedAt) {}
