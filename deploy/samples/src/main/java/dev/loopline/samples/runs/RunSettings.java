package dev.loopline.samples.runs;

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
 * @param parallel each loop has processes of its own
 * @param curveAsParquet {@code ret.parquet} in place of {@code ret.pkl}
 * @param copiesData source data is copied into workspaces, not linked
 */
record RunSettings(
        Generation generation,
        RunKind kind,
        String session,
        String trace,
        String workspaces,
        @Nullable String recordedWorkspaces,
        int pid,
        boolean parallel,
        boolean curveAsParquet,
        boolean copiesData) {

    static final String USUAL_WORKSPACES = "git_ignore_folder/RD-Agent_workspace";

    static RunSettings of(Generation generation, RunKind kind, String log, int pid) {
        return new RunSettings(
                generation, kind, log, log, USUAL_WORKSPACES, null, pid, false, generation == Generation.SIGNED, false);
    }

    RunSettings trace(String folder) {
        return new RunSettings(
                generation,
                kind,
                session,
                folder,
                workspaces,
                recordedWorkspaces,
                pid,
                parallel,
                curveAsParquet,
                copiesData);
    }

    RunSettings workspaces(String folder, @Nullable String recorded) {
        return new RunSettings(
                generation, kind, session, trace, folder, recorded, pid, parallel, curveAsParquet, copiesData);
    }

    RunSettings pid(int process) {
        return new RunSettings(
                generation,
                kind,
                session,
                trace,
                workspaces,
                recordedWorkspaces,
                process,
                parallel,
                curveAsParquet,
                copiesData);
    }

    RunSettings inParallel() {
        return new RunSettings(
                generation,
                kind,
                session,
                trace,
                workspaces,
                recordedWorkspaces,
                pid,
                true,
                curveAsParquet,
                copiesData);
    }

    RunSettings withParquetCurve() {
        return new RunSettings(
                generation, kind, session, trace, workspaces, recordedWorkspaces, pid, parallel, true, copiesData);
    }

    RunSettings copyingData() {
        return new RunSettings(
                generation, kind, session, trace, workspaces, recordedWorkspaces, pid, parallel, curveAsParquet, true);
    }
}
