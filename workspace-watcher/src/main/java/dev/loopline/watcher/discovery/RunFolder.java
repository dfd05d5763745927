package dev.loopline.watcher.discovery;

import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A folder in which a run of RD-Agent left its trace, its session or both.
 *
 * @param path the folder
 * @param ofServer whether RD-Agent's web server made it: then its session lies elsewhere, shared with other runs
 * @param traced the loops that have a folder of their own in the trace
 * @param saved the loops of which {@code __session__} holds states
 * @param flat whether its trace is one of 0.3, which has no folder per loop
 */
record RunFolder(Path path, boolean ofServer, SortedSet<Integer> traced, SortedSet<Integer> saved, boolean flat) {

    RunFolder {
        traced = new TreeSet<>(traced);
        saved = new TreeSet<>(saved);
    }

    /** All loops of which something is there. */
    SortedSet<Integer> loops() {
        SortedSet<Integer> loops = new TreeSet<>(traced);
        loops.addAll(saved);
        return loops;
    }

    boolean isTraced(int loopId) {
        return flat || traced.contains(loopId);
    }
}
