package dev.loopline.watcher.discovery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each run has come: its newest loop, and when something was last written at the end of one.
 *
 * @param newestLoops run to the highest number of a loop
 * @param newestMarks run to the newest mark of its loops
 */
record RunProgress(Map<Path, Integer> newestLoops, Map<Path, Instant> newestMarks) {

    static RunProgress of(List<SessionEntry> entries) {
        Map<Path, Integer> loops = new HashMap<>();
        Map<Path, Instant> marks = new HashMap<>();
        for (SessionEntry entry : entries) {
            SessionEntry.Mark mark = entry.mark();
            loops.merge(entry.run(), entry.loopId(), Math::max);
            marks.merge(
                    entry.run(),
                    mark == null ? Instant.MIN : mark.modifiedAt(),
                    (one, other) -> one.isAfter(other) ? one : other);
        }
        return new RunProgress(loops, marks);
    }

    int newestLoop(SessionEntry entry) {
        return newestLoops.getOrDefault(entry.run(), entry.loopId());
    }

    /** Whether a later loop of the same run has begun. */
    boolean isFollowed(SessionEntry entry) {
        return newestLoop(entry) > entry.loopId();
    }

    Instant newestMark(SessionEntry entry) {
        return newestMarks.getOrDefault(entry.run(), Instant.MIN);
    }
}
