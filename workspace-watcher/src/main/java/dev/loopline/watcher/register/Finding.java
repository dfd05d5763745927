package dev.loopline.watcher.register;

import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.InputFiles;
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
 * @param vanished files that it was registered with and that are gone
 * @param primaryWorkspaceId the workspace that stands for it
 * @param evidence why it is taken to be finished
 * @param finishedAt when, according to that evidence
 * @param origin who made its registry row
 * @param session digest of what its session log says, if that is what counts for it; empty text otherwise
 * @param feedbackChanged whether {@code feedback.json} is not the one that the backfill left
 * @param demand the request that asks for a new revision; null if the content decides
 */
public record Finding(
        Candidate candidate,
        FileSet files,
        InputFiles vanished,
        String primaryWorkspaceId,
        CompletionEvidence evidence,
        Instant finishedAt,
        KnownLoop.Origin origin,
        String session,
        boolean feedbackChanged,
        @Nullable Demand demand) {

    /** Status of rows that the watcher itself makes; the same word that RD-Agent's import tools use. */
    public static final String UNKNOWN = "unknown";

    private static final String SESSION = "|session=";

    /** RD-Agent's row and session log as they were; the same text as long as RD-Agent does not write them. */
    public String signature() {
        return signature(candidate, origin, session);
    }

    static String signature(Candidate candidate, KnownLoop.Origin origin, String session) {
        var row = candidate.row();
        String recorded = origin == KnownLoop.Origin.FOLDER || row == null ? "folder" : row.signature();
        return session.isEmpty() ? recorded : recorded + SESSION + session;
    }

    /**
     * What the session log says counts for a loop that the registry does not vouch for: RD-Agent writes its row before the
     * session is complete, and that must not look like a change. A log that was cleaned away is no change either.
     */
    static String session(Candidate candidate, KnownLoop.Origin origin, @Nullable KnownLoop known) {
        if (origin == KnownLoop.Origin.REGISTRY) {
            return "";
        }
        var trace = candidate.session();
        if (trace != null && trace.isOver()) {
            return trace.content();
        }
        return known == null ? "" : session(known);
    }

    /** The digest of the session log that a loop was registered with; empty text if it was none. */
    static String session(KnownLoop known) {
        int at = known.rowSignature().indexOf(SESSION);
        return at < 0 ? "" : known.rowSignature().substring(at + SESSION.length());
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
        if (!session.isEmpty()) {
            facts.add("session=" + session);
        }
        candidate
                .workspaces()
                .forEach(workspace -> facts.add("workspace=" + workspace.workspaceId() + "|" + workspace.role() + "|"
                        + Objects.requireNonNullElse(workspace.experimentType(), "")));
        return facts;
    }
}
