package dev.loopline.watcher.register;

import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.registry.LoopRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the event of a registration. Paths go out as recorded, and where they lie in this home. Safe for all threads. */
final class Announcement {

    private final RecordedPaths paths;
    private final String home;

    Announcement(Registrar.Place place) {
        this.paths = place.paths();
        this.home = place.home();
    }

    WorkspaceRegistered of(Registration registration, long revision, Instant now) {
        Finding finding = registration.finding();
        Demand demand = finding.demand();
        return new WorkspaceRegistered(
                loop(finding),
                workspaces(finding),
                finding.primaryWorkspaceId(),
                revision,
                registration.contentDigest(),
                demand != null && demand.overwrite(),
                demand == null ? null : demand.requestId(),
                now,
                demand != null && demand.onlyExperimentWorkspace() ? true : null);
    }

    /** The folders relative to the home, the primary one first. */
    List<String> folders(Finding finding) {
        return workspaces(finding).stream()
                .flatMap(workspace -> Optional.ofNullable(workspace.homeRelativePath()).stream())
                .toList();
    }

    private Loop loop(Finding finding) {
        Candidate candidate = finding.candidate();
        LoopRow row = candidate.row();
        String logDir = RegisteredRows.logDir(candidate);
        return new Loop(
                candidate.key().taskRunId(),
                candidate.key().loopId(),
                row == null ? null : row.scenario(),
                candidate.action(),
                finding.status(),
                row == null ? null : row.startedAtUtc(),
                row == null ? null : row.endedAtUtc(),
                logDir,
                logDir == null ? null : paths.homeRelative(logDir).orElse(null),
                RegisteredRows.logTracePath(candidate),
                finding.evidence(),
                finding.finishedAt(),
                home);
    }

    private List<Workspace> workspaces(Finding finding) {
        String primary = finding.primaryWorkspaceId();
        return finding.candidate().workspaces().stream()
                .sorted(Comparator.comparing(
                                (LoopWorkspace one) -> !one.workspaceId().equals(primary))
                        .thenComparing(LoopWorkspace::workspaceId))
                .map(this::workspace)
                .toList();
    }

    private Workspace workspace(LoopWorkspace one) {
        return new Workspace(
                one.workspaceId(),
                one.role(),
                one.experimentType(),
                one.stepName(),
                one.status(),
                one.recordedPath(),
                relative(one.folder()),
                one.createdAtUtc(),
                one.updatedAtUtc());
    }

    private @Nullable String relative(@Nullable Path folder) {
        return folder == null ? null : paths.relativize(folder);
    }
}
