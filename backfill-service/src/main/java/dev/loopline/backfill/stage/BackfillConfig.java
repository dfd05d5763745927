package dev.loopline.backfill.stage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of this service. */
@ConfigMapping(prefix = "loopline.backfill")
public interface BackfillConfig {

    /**
     * Loops of different partitions that are backfilled at once. More helps only where the disk is slow to answer; two keep
     * both cores of a small machine busy.
     */
    @WithDefault("2")
    int threads();

    /** Most loops that are taken together while they queue up; their events go to the broker in one go. */
    @WithDefault("16")
    int maxBatch();

    /**
     * Most files of one loop that are listed. An ordinary loop has less than a hundred; the limit keeps its event far below
     * what the broker takes. What is left out is noted.
     */
    @WithDefault("5000")
    int maxFilesPerLoop();
}
