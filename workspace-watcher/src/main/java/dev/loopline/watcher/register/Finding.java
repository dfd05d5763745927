package dev.loopline.watcher.register;

import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.files.FileSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A finished loop, as it was found.
 *
 * @param candidate the loop
 * @param files its files at that moment
 * @param primaryWorkspaceId the workspace that stands for it
 * @param evidence why it is taken to be finished
 * @param finishedAt when, according to that evidence
 * @param origin who made its registry row
 * @param feedbackChanged whether {@code feedback.json} is not the one that the backfill left
 * @param demand the request that asks for a new revision; null if the content decides
 */
public record Finding(
        Candidate candidate,
        FileSet files,
        String primaryWorkspaceId,
        CompletionEvidence evidence,
        Instant finishedAt,
        KnownLoop.Origin origin,
        boolean feedbackChanged,
        @Nullable Demand demand) {

    /** Status of rows that the watcher itself makes; the same word that RD-Agent's import tools use. */
    public static final String UNKNOWN = "unknown";

    /** RD-Agent's row as it was; the same text as long as RD-Agent does not write it. */
    public String signature() {
        return signature(candidate, origin);
    }

    static String signature(Candidate candidate, KnownLoop.Origin origin) {
        var row = candidate.row();
        return origin == KnownLoop.Origin.FOLDER || row == null ? "folder" : row.signature();
    }

    /** The status to publish. */
    public String status() {
        var row = candidate.row();
        return row == null ? UNKNOWN : Objects.requireNonNullElse(row.status(), UNKNOWN);
    }

    /** What RD-Agent recorded of the loop, as far as it is part of its content. */
    public List<String> facts() {
        List<String> facts = new ArrayList<>();
        facts.add("action=" + Objects.requireNonNullElse(candidate.action(), ""));
        facts.add("status=" + status());
        candidate
                .workspaces()
                .forEach(workspace -> facts.add("workspace=" + workspace.workspaceId() + "|" + workspace.role() + "|"
                        + Objects.requireNonNullElse(workspace.experimentType(), "")));
        return facts;
    }
}
