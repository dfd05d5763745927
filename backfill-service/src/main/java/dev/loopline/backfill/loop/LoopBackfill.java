package dev.loopline.backfill.loop;

import dev.loopline.backfill.code.CodeScan;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.files.FileDigests;
import dev.loopline.backfill.files.FileKinds;
import dev.loopline.backfill.metadata.Envelope;
import dev.loopline.backfill.metadata.Evidence;
import dev.loopline.backfill.metadata.LoopFacts;
import dev.loopline.backfill.metadata.MetadataFiles;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.session.SessionLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one loop: the first step of its backfill, which gives all that its code and metadata are made of. For one loop and one
 * thread.
 */
public final class LoopBackfill {

    private final HomeFolder home;
    private final WorkspaceRegistered event;
    private final Loop loop;
    private final Notes notes = new Notes();

    private LoopBackfill(HomeFolder home, WorkspaceRegistered event) {
        this.home = home;
        this.event = event;
        this.loop = event.loop();
    }

    /**
     * Reads a loop. To be closed, whether it is written or not.
     *
     * @param mostFiles files beyond this number are left out, with a note
     * @throws HomeNotThereException if the home's disk is not there; worth a retry
     * @throws WorkspaceAwayException if the primary workspace is not there, or a file cannot be read
     * @throws IOException if a disk fails; worth a retry
     */
    public static ReadLoop read(HomeFolder home, WorkspaceRegistered event, int mostFiles) throws IOException {
        try {
            return new LoopBackfill(home, event).read(mostFiles);
        } catch (IOException e) {
            throw WorkspaceAwayException.of(e).<IOException>map(away -> away).orElse(e);
        }
    }

    private ReadLoop read(int mostFiles) throws IOException {
        OpenLoop open = OpenLoop.open(event, home, mostFiles, notes);
        FileDigests digests = new FileDigests(notes, ForkJoinPool.commonPool());
        boolean isRead = false;
        try {
            FileListing.beginWithLargeFiles(open, digests);
            ReadLoop read = read(open, new FileListing(home, digests));
            isRead = true;
            return read;
        } finally {
            if (!isRead) {
                digests.close();
            }
        }
    }

    private ReadLoop read(OpenLoop open, FileListing listing) throws IOException {
        Optional<WorkspaceFolder> folder = open.primaryFolder();
        @Nullable SessionLoop session = LoopSession.read(home, loop, notes).orElse(null);
        String action = LoopResult.action(loop, open.primary(), folder, session);
        Evidence evidence = folder.isPresent()
                ? new EvidenceReader(home, loop.key(), notes).read(folder.get(), action, session)
                : Evidence.NONE;
        ResultNames names = FactorNames.of(open, Optional.ofNullable(session), evidence.columns());
        List<FactorCode> codes = CodeScan.factors(open.folders(), names, notes);
        LoopFacts facts = facts(open, evidence, names, codes, session);
        List<MetadataFiles> metadata = new ArrayList<>();
        for (WorkspaceFolder workspace : open.folders()) {
            // The notes of a workspace that keeps its files as they are would speak of files that are written anew.
            Notes heard = event.writesInto(workspace.workspaceId()) ? notes : new Notes();
            metadata.add(new MetadataFiles(workspace, facts, heard));
        }
        return new ReadLoop(open, facts, metadata, new ReadLoop.Sources(action, listing, notes));
    }

    private LoopFacts facts(
            OpenLoop open,
            Evidence evidence,
            ResultNames names,
            List<FactorCode> codes,
            @Nullable SessionLoop session) {
        Stream<String> inRoot = open.primaryFolder().stream()
                .flatMap(folder -> folder.files().stream())
                .filter(FileKinds::isRootWeight)
                .map(FoundFile::path);
        Set<String> files = new HashSet<>();
        open.folders()
                .forEach(folder -> folder.files().forEach(file -> files.add(folder.workspaceId() + "/" + file.path())));
        return new LoopFacts(
                new Envelope(loop.key(), loop.finishedAt()),
                event.primaryWorkspaceId(),
                evidence,
                Stream.of(inRoot, evidence.runWeight().stream(), evidence.vanishedWeights().stream())
                        .flatMap(weights -> weights)
                        .distinct()
                        .toList(),
                files,
                names,
                codes,
                session,
                event.overwrite());
    }
}
