package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a loop is complete, on disk and in this event.
 *
 * @param loop the loop
 * @param workspaces as in {@link WorkspaceRegistered}
 * @param primaryWorkspaceId as in {@link WorkspaceRegistered}
 * @param revision the revision that was read
 * @param hasResult whether the files hold a backtest result; a loop without one goes no further than here
 * @param metadata content of the five metadata files
 * @param configuration what the configuration says
 * @param performance key figures
 * @param feedback conclusions
 * @param files every file of the loop, by workspace and path
 * @param artifacts the rows that the registry keeps of them
 * @param codeSync what became of the code libraries
 * @param notes what was skipped, missing or assumed
 * @param requestId the backfill request that asked for this revision, if one did
 * @param backfilledAt when the metadata was complete
 */
public record LoopBackfilled(
        Loop loop,
        List<Workspace> workspaces,
        String primaryWorkspaceId,
        long revision,
        boolean hasResult,
        Metadata metadata,
        Configuration configuration,
        Performance performance,
        Feedback feedback,
        List<LoopFile> files,
        List<Artifact> artifacts,
        CodeSync codeSync,
        List<Note> notes,
        @Nullable String requestId,
        Instant backfilledAt)
        implements LoopEvent {

    public LoopBackfilled {
        workspaces = List.copyOf(workspaces);
        files = List.copyOf(files);
        artifacts = List.copyOf(artifacts);
        notes = List.copyOf(notes);
    }

    @Override
    @JsonIgnore
    public LoopKey key() {
        return loop.key();
    }

    @Override
    @JsonIgnore
    public @Nullable String home() {
        return loop.home();
    }

    /**
     * The metadata files that the primary workspace has by this backfill, each with the section that AIstock's guide wants in
     * it, such as {@code model_meta.json with preprocess_config}. A file that the loop does not have, or that could not be
     * written, is not named.
     */
    public List<String> generated() {
        return Stream.of(
                        generated(Metadata.MODEL_META, metadata.modelMeta(), "preprocess_config"),
                        generated(Metadata.FACTOR_META, metadata.factorMeta(), "input_schema"),
                        generated(Metadata.STRATEGY_META, metadata.strategyMeta(), "portfolio_config"))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> generated(String name, @Nullable JsonNode content, String section) {
        boolean isRefused = notes.stream()
                .anyMatch(note -> note.code().equals(Note.METADATA_NOT_WRITTEN)
                        && String.valueOf(note.subject()).endsWith(name));
        if (content == null || isRefused) {
            return Optional.empty();
        }
        return Optional.of(name + (content.findValue(section) == null ? "" : " with " + section));
    }

    /** The primary workspace itself. */
    @JsonIgnore
    public Workspace primaryWorkspace() {
        return workspaces.stream()
                .filter(workspace -> workspace.workspaceId().equals(primaryWorkspaceId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no workspace " + primaryWorkspaceId + " in " + key()));
    }
}
