package dev.loopline.samples.runs;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a run writes.
 *
 * @param generation which RD-Agent it is
 * @param kind which command was started
 * @param session the folder above {@code __session__}, relative to the home
 * @param trace the folder above {@code Loop_<n>}
 * @param workspaces the folder of workspaces
 * @param recordedWorkspaces how the pickles spell that folder; null for where it lies
 * @param pid the process
 * @param ways what else is unusual
 */
record RunSettings(
        Generation generation,
        RunKind kind,
        String session,
        String trace,
        String workspaces,
        @Nullable String recordedWorkspaces,
        int pid,
        Set<Way> ways) {

    static final String USUAL_WORKSPACES = "git_ignore_folder/RD-Agent_workspace";

    /** What a run may do in another way than most. */
    enum Way {
        /** Each loop has processes of its own. */
        PARALLEL,
        /** {@code ret.parquet} in place of {@code ret.pkl}. */
        PARQUET_CURVE,
        /** Source data is copied into workspaces, not linked. */
        COPIED_DATA
    }

    RunSettings {
        ways = Set.copyOf(ways);
    }

    static RunSettings of(Generation generation, RunKind kind, String log, int pid) {
        Set<Way> ways = generation == Generation.SIGNED ? Set.of(Way.PARQUET_CURVE) : Set.of();
        return new RunSettings(generation, kind, log, log, USUAL_WORKSPACES, null, pid, ways);
    }

    RunSettings trace(String folder) {
        return new RunSettings(generation, kind, session, folder, workspaces, recordedWorkspaces, pid, ways);
    }

    RunSettings workspaces(String folder, @Nullable String recorded) {
        return new RunSettings(generation, kind, session, trace, folder, recorded, pid, ways);
    }

    RunSettings pid(int process) {
        return new RunSettings(generation, kind, session, trace, workspaces, recordedWorkspaces, process, ways);
    }

    RunSettings with(Way way) {
        Set<Way> more = EnumSet.of(way);
        more.addAll(ways);
        return new RunSettings(generation, kind, session, trace, workspaces, recordedWorkspaces, pid, more);
    }

    boolean is(Way way) {
        return ways.contains(way);
    }
}
