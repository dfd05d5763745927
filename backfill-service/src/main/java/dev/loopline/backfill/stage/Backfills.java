package dev.loopline.backfill.stage;

import dev.loopline.backfill.codesync.CodeLibraries;
import dev.loopline.backfill.codesync.LoopCode;
import dev.loopline.backfill.loop.HomeNotThereException;
import dev.loopline.backfill.loop.LoopBackfill;
import dev.loopline.backfill.loop.NoPrimaryWorkspaceException;
import dev.loopline.backfill.loop.WorkspaceAwayException;
import dev.loopline.backfill.workspace.FileChangingException;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Backfills the loops of a batch one by one, and writes the code libraries once for all of them. Safe for all threads. */
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
        List<LoopBackfill.Draft> drafts = new ArrayList<>();
        for (WorkspaceRegistered loop : loops) {
            drafts.add(draft(loop));
        }
        List<LoopCode> codes = drafts.stream().map(LoopBackfill.Draft::code).toList();
        List<CodeSync> synced = drafts.isEmpty() ? List.of() : libraries.sync(codes);
        List<LoopBackfilled> events = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            events.add(drafts.get(i).complete(synced.get(i)));
        }
        return events;
    }

    private LoopBackfill.Draft draft(WorkspaceRegistered event) throws IOException {
        try {
            return LoopBackfill.run(home, event, config.maxFilesPerLoop());
        } catch (HomeNotThereException | FileChangingException e) {
            throw new NotYetException(e.getMessage());
        } catch (WorkspaceAwayException e) {
            throw new RejectedException(e.reason(), e.getMessage(), e);
        } catch (NoPrimaryWorkspaceException e) {
            throw new RejectedException("NO_PRIMARY_WORKSPACE", e.getMessage(), e);
        }
    }
}
