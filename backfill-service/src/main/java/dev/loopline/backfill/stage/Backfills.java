package dev.loopline.backfill.stage;

import dev.loopline.backfill.codesync.CodeLibraries;
import dev.loopline.backfill.codesync.LoopCode;
import dev.loopline.backfill.codesync.SyncedCode;
import dev.loopline.backfill.loop.HomeNotThereException;
import dev.loopline.backfill.loop.LoopBackfill;
import dev.loopline.backfill.loop.NoPrimaryWorkspaceException;
import dev.loopline.backfill.loop.ReadLoop;
import dev.loopline.backfill.loop.WorkspaceAwayException;
import dev.loopline.backfill.workspace.FileChangingException;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Backfills the loops of a batch: reads them one by one, writes the code libraries once for all of them, then their metadata.
 * Safe for all threads.
 */
@Singleton
class Backfills {

    private final HomeFolder home;
    private final CodeLibraries libraries;
    private final BackfillConfig config;

    Backfills(HomeFolder home, CodeLibraries libraries, BackfillConfig config) {
        this.home = home;
        this.libraries = libraries;
        this.config = config;
    }

    List<LoopBackfilled> run(List<WorkspaceRegistered> loops) throws IOException {
        List<LoopBackfilled> events = new ArrayList<>();
        List<ReadLoop> wave = new ArrayList<>();
        Set<String> places = new HashSet<>();
        try {
            for (WorkspaceRegistered loop : loops) {
                if (!Collections.disjoint(places, places(loop))) {
                    // A loop that shares a workspace with one before it has to find there what that one writes.
                    events.addAll(write(wave));
                    places.clear();
                }
                places.addAll(places(loop));
                wave.add(read(loop));
            }
            events.addAll(write(wave));
        } finally {
            wave.forEach(ReadLoop::close);
        }
        return events;
    }

    private static Set<String> places(WorkspaceRegistered loop) {
        return loop.workspaces().stream()
                .map(Workspace::homeRelativePath)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Brings the code of these loops into the libraries, then writes their metadata; the list is empty afterwards. */
    private List<LoopBackfilled> write(List<ReadLoop> wave) throws IOException {
        List<LoopCode> codes = wave.stream().map(ReadLoop::code).toList();
        List<SyncedCode> synced = wave.isEmpty() ? List.of() : libraries.sync(codes);
        List<LoopBackfilled> events = new ArrayList<>();
        for (int i = 0; i < synced.size(); i++) {
            ReadLoop loop = wave.get(i);
            SyncedCode code = synced.get(i);
            events.add(orRefuse(() -> loop.write(code)));
        }
        wave.forEach(ReadLoop::close);
        wave.clear();
        return events;
    }

    private ReadLoop read(WorkspaceRegistered event) throws IOException {
        return orRefuse(() -> LoopBackfill.read(home, event, config.maxFilesPerLoop()));
    }

    private interface Step<T> {

        T run() throws IOException;
    }

    private static <T> T orRefuse(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (HomeNotThereException | FileChangingException e) {
            throw new NotYetException(e.getMessage());
        } catch (WorkspaceAwayException e) {
            throw new RejectedException(e.reason(), e.getMessage(), e);
        } catch (NoPrimaryWorkspaceException e) {
            throw new RejectedException("NO_PRIMARY_WORKSPACE", e.getMessage(), e);
        }
    }
}
