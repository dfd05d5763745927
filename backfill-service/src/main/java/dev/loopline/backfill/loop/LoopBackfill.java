package dev.loopline.backfill.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.artifact.ArtifactRows;
import dev.loopline.backfill.code.CodeScan;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.ResultNames;
import dev.loopline.backfill.codesync.LoopCode;
import dev.loopline.backfill.files.FileDigests;
import dev.loopline.backfill.files.FileKinds;
import dev.loopline.backfill.metadata.Envelope;
import dev.loopline.backfill.metadata.Evidence;
import dev.loopline.backfill.metadata.FactorPerf;
import dev.loopline.backfill.metadata.FeedbackFile;
import dev.loopline.backfill.metadata.LoopFacts;
import dev.loopline.backfill.metadata.MetadataFiles;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Workspace;
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
 * Backfills one loop: everything that the event says, except what becomes of the code libraries, which are written once for
 * many loops. The same registration over the same files gives the same result. For one loop and one thread.
 */
public final class LoopBackfill {

    private static final int LARGE_EVENT_BYTES = 1024 * 1024;
    private static final int BYTES_PER_FILE = 300;
    private static final int BYTES_PER_FACTOR = 1_200;
    private static final CodeSync.Library SKIPPED = new CodeSync.Library(CodeSync.State.SKIPPED, "not synced yet", 0);
    private static final Metadata NO_METADATA = new Metadata(null, null, null, null, null);

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
     * A backfilled loop that still lacks what becomes of its code.
     *
     * @param code what it brings to the code libraries
     */
    public record Draft(LoopBackfilled event, LoopCode code) {

        public LoopBackfilled complete(CodeSync sync) {
            return event.withCodeSync(sync);
        }
    }

    /**
     * Backfills a loop.
     *
     * @param mostFiles files beyond this number are left out, with a note
     * @throws HomeNotThereException if the home's disk is not there; worth a retry
     * @throws WorkspaceAwayException if the primary workspace is not there, or a file cannot be read
     * @throws IOException if a disk fails; worth a retry
     */
    public static Draft run(HomeFolder home, WorkspaceRegistered event, int mostFiles) throws IOException {
        LoopBackfill backfill = new LoopBackfill(home, event);
        try {
            return backfill.run(mostFiles);
        } catch (IOException e) {
            throw WorkspaceAwayException.of(e).<IOException>map(away -> away).orElse(e);
        }
    }

    private Draft run(int mostFiles) throws IOException {
        OpenLoop open = OpenLoop.open(event, home, mostFiles, notes);
        try (FileDigests digests = new FileDigests(notes, ForkJoinPool.commonPool())) {
            FileListing.beginWithLargeFiles(open, digests);
            return backfill(open, digests);
        }
    }

    private Draft backfill(OpenLoop open, FileDigests digests) throws IOException {
        Optional<WorkspaceFolder> folder = open.primaryFolder();
        @Nullable SessionLoop session = LoopSession.read(home, loop, notes).orElse(null);
        String action = LoopResult.action(loop, open.primary(), folder, session);
        Evidence evidence = folder.isPresent()
                ? new EvidenceReader(home, loop.key(), notes).read(folder.get(), action, session)
                : Evidence.NONE;
        ResultNames names = FactorNames.of(open, Optional.ofNullable(session), evidence.columns());
        List<FactorCode> codes = CodeScan.factors(open.folders(), names, notes);
        LoopFacts facts = facts(open, evidence, names, codes, session);
        Metadata primary = NO_METADATA;
        for (WorkspaceFolder workspace : open.folders()) {
            Metadata written = new MetadataFiles(workspace, facts, notes).write();
            primary = folder.filter(workspace::equals).isPresent() ? written : primary;
        }
        List<LoopFile> files = new FileListing(home, digests).list(open, evidence.runWeight());
        LoopBackfilled backfilled = compose(open, action, evidence, primary, files);
        LoopCode code = new LoopCode(
                loop.key(), loop.finishedAt(), codes, evidence.configuration().strategy());
        return new Draft(backfilled, code);
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

    private LoopBackfilled compose(
            OpenLoop open, String action, Evidence evidence, Metadata metadata, List<LoopFile> files) {
        List<Artifact> artifacts = new ArrayList<>();
        for (WorkspaceFolder workspace : open.folders()) {
            boolean isPrimary = workspace.workspaceId().equals(event.primaryWorkspaceId());
            boolean experiment = isPrimary
                    || event.workspaces().stream()
                            .anyMatch(one -> one.workspaceId().equals(workspace.workspaceId())
                                    && one.role().equals(Workspace.EXPERIMENT));
            artifacts.addAll(ArtifactRows.of(
                    loop.key(),
                    action,
                    new ArtifactRows.Place(workspace.workspaceId(), experiment),
                    files,
                    metadata.modelMeta()));
        }
        noteSize(metadata, files);
        return new LoopBackfilled(
                loop,
                event.workspaces(),
                event.primaryWorkspaceId(),
                event.revision(),
                evidence.hasResult(),
                metadata,
                configuration(open, evidence.configuration()),
                FactorPerf.performance(metadata.factorPerf(), evidence.metrics()),
                FeedbackFile.feedback(metadata.feedback()),
                files,
                artifacts,
                new CodeSync(SKIPPED, SKIPPED),
                notes.list(),
                event.requestId(),
                event.registeredAt());
    }

    private static Configuration configuration(OpenLoop open, ExecutedConfiguration executed) {
        List<String> templates = open.primaryFolder().stream()
                .flatMap(folder -> folder.files().stream())
                .map(FoundFile::path)
                .filter(FileKinds::isYaml)
                .toList();
        String source = executed.source();
        if (source != null && !templates.contains(source)) {
            templates = Stream.concat(templates.stream(), Stream.of(source))
                    .sorted()
                    .toList();
        }
        return new Configuration(
                templates,
                executed.source(),
                executed.model(),
                executed.dataset(),
                executed.dataHandler(),
                executed.strategy(),
                executed.backtest(),
                executed.featureList(),
                executed.instruments());
    }

    private void noteSize(Metadata metadata, List<LoopFile> files) {
        JsonNode meta = metadata.factorMeta();
        int factors = meta == null ? 0 : meta.path("factors").size();
        long size = (long) files.size() * BYTES_PER_FILE + (long) factors * BYTES_PER_FACTOR;
        if (size > LARGE_EVENT_BYTES) {
            notes.add("LARGE_LOOP", null, "Its event has about " + size / 1024 + " KiB: many files or factors.");
        }
    }
}
