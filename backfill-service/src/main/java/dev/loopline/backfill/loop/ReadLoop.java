package dev.loopline.backfill.loop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.artifact.ArtifactRows;
import dev.loopline.backfill.codesync.LoopCode;
import dev.loopline.backfill.codesync.SyncedCode;
import dev.loopline.backfill.files.FileKinds;
import dev.loopline.backfill.metadata.Evidence;
import dev.loopline.backfill.metadata.FactorPerf;
import dev.loopline.backfill.metadata.FeedbackFile;
import dev.loopline.backfill.metadata.LoopFacts;
import dev.loopline.backfill.metadata.MetadataFiles;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.WorkspaceRegistered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A loop that has been read. Once its code is in the libraries it is written: its metadata, which names the functions that
 * are there, and with it the event. The same registration over the same files gives the same result. For one thread.
 */
public final class ReadLoop implements AutoCloseable {

    private static final int LARGE_EVENT_BYTES = 1024 * 1024;
    private static final int BYTES_PER_FILE = 300;
    private static final int BYTES_PER_FACTOR = 1_200;
    private static final Metadata NO_METADATA = new Metadata(null, null, null, null, null);

    private final OpenLoop open;
    private final WorkspaceRegistered event;
    private final Loop loop;
    private final LoopFacts facts;
    private final List<MetadataFiles> metadata;
    private final Sources sources;

    /**
     * What the files of a loop are listed and noted with.
     *
     * @param action {@code factor}, {@code model} or {@code unknown}
     */
    record Sources(String action, FileListing listing, Notes notes) {}

    ReadLoop(OpenLoop open, LoopFacts facts, List<MetadataFiles> metadata, Sources sources) {
        this.open = open;
        this.event = open.event();
        this.loop = event.loop();
        this.facts = facts;
        this.metadata = List.copyOf(metadata);
        this.sources = sources;
    }

    /** What it brings to the code libraries. */
    public LoopCode code() {
        return new LoopCode(
                loop.key(),
                loop.finishedAt(),
                facts.codes(),
                metadata.stream().flatMap(one -> one.formulas().stream()).toList(),
                metadata.stream().flatMap(one -> one.named().stream()).collect(Collectors.toSet()),
                facts.evidence().configuration().strategy());
    }

    /**
     * Writes the metadata and gives the event.
     *
     * @throws WorkspaceAwayException if a file cannot be read
     * @throws IOException if a disk fails; worth a retry
     */
    public LoopBackfilled write(SyncedCode code) throws IOException {
        try {
            Metadata primary = NO_METADATA;
            for (MetadataFiles files : metadata) {
                if (!event.writesInto(files.workspace().workspaceId())) {
                    continue;
                }
                Metadata written = files.write(code.functions());
                primary = open.primaryFolder().filter(files.workspace()::equals).isPresent() ? written : primary;
            }
            return compose(primary, code.state());
        } catch (IOException e) {
            throw WorkspaceAwayException.of(e).<IOException>map(away -> away).orElse(e);
        }
    }

    /** Gives up what was begun ahead. */
    @Override
    public void close() {
        sources.listing().close();
    }

    private LoopBackfilled compose(Metadata metadata, CodeSync sync) throws IOException {
        Evidence evidence = facts.evidence();
        List<LoopFile> files = sources.listing().list(open, evidence.runWeight());
        List<Artifact> artifacts = new ArrayList<>();
        for (WorkspaceFolder workspace : open.folders()) {
            artifacts.addAll(ArtifactRows.of(
                    loop.key(),
                    sources.action(),
                    new ArtifactRows.Place(workspace.workspaceId(), event.isExperiment(workspace.workspaceId())),
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
                configuration(),
                FactorPerf.performance(metadata.factorPerf(), evidence.metrics()),
                FeedbackFile.feedback(metadata.feedback()),
                files,
                artifacts,
                sync,
                sources.notes().list(),
                event.requestId(),
                event.registeredAt());
    }

    private Configuration configuration() {
        ExecutedConfiguration executed = facts.evidence().configuration();
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
                executed.featureList(facts.evidence().columns()),
                executed.instruments());
    }

    private void noteSize(Metadata metadata, List<LoopFile> files) {
        JsonNode meta = metadata.factorMeta();
        int factors = meta == null ? 0 : meta.path("factors").size();
        long size = (long) files.size() * BYTES_PER_FILE + (long) factors * BYTES_PER_FACTOR;
        if (size > LARGE_EVENT_BYTES) {
            sources.notes()
                    .add("LARGE_LOOP", null, "Its event has about " + size / 1024 + " KiB: many files or factors.");
        }
    }
}
