package dev.loopline.bundle.select;

import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Skipped;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects the files of one loop: those of the primary workspace at the root of the archive, the two logs beside them,
 * those of other workspaces below {@code workspaces/<workspace_id>/}. The order of the files in the event does not matter.
 */
public final class BundleSelection {

    /** Name of the check that every bundle brings along. */
    public static final String SELF_CHECK = "self_check.py";

    private static final String OTHERS = "workspaces/";

    private final LoopBackfilled loop;
    private final Map<String, Workspace> workspaces = new HashMap<>();
    private final MemberNames names = new MemberNames(List.of(BundleManifest.FILE_NAME, SELF_CHECK));
    private final Set<String> seen = new HashSet<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();

    private BundleSelection(LoopBackfilled loop) {
        this.loop = loop;
        loop.workspaces().forEach(workspace -> workspaces.put(workspace.workspaceId(), workspace));
    }

    public static Selection of(LoopBackfilled loop) {
        return new BundleSelection(loop).select();
    }

    private Selection select() {
        loop.files().stream()
                .sorted(Comparator.comparingInt(this::rank)
                        .thenComparing(file -> orEmpty(file.workspaceId()))
                        .thenComparing(LoopFile::path))
                .forEach(this::place);
        candidates.sort(Comparator.comparing(Candidate::name));
        skipped.sort(Comparator.comparing(Skipped::path).thenComparing(Skipped::reason));
        return new Selection(candidates, skipped);
    }

    /** Who gets a name that several files want: the logs of the run, then the primary workspace, then the others. */
    private int rank(LoopFile file) {
        if (file.workspaceId() == null) {
            return 0;
        }
        return isPrimary(file) ? 1 : 2;
    }

    private void place(LoopFile file) {
        Optional<List<String>> path = MemberNames.split(file.path());
        if (!seen.add(orEmpty(file.workspaceId()) + "\n" + file.path())) {
            skip(file, SkipReason.NAMED_TWICE);
        } else if (path.isEmpty()) {
            skip(file, SkipReason.UNSAFE_NAME);
        } else if (file.workspaceId() == null) {
            placeLog(file, path.get());
        } else {
            placeInWorkspace(file, path.get(), workspaces.get(file.workspaceId()));
        }
    }

    private void placeLog(LoopFile file, List<String> path) {
        if (BundleRules.isWantedLog(path)) {
            candidates.add(new Candidate(names.give(path.get(path.size() - 1), "log"), "", file));
        } else {
            skip(file, SkipReason.NOT_PART_OF_BUNDLE);
        }
    }

    private void placeInWorkspace(LoopFile file, List<String> path, @Nullable Workspace workspace) {
        if (workspace == null) {
            skip(file, SkipReason.UNKNOWN_WORKSPACE);
            return;
        }
        String folder = workspace.homeRelativePath();
        boolean isConfiguration =
                isPrimary(file) && file.path().equals(loop.configuration().source());
        if (!BundleRules.isWanted(file.kind(), path) && !isConfiguration) {
            skip(file, SkipReason.NOT_PART_OF_BUNDLE);
        } else if (folder == null) {
            skip(file, SkipReason.WORKSPACE_MISSING);
        } else {
            String prefix = MemberNames.folderName(workspace.workspaceId());
            String wanted = isPrimary(file) ? file.path() : OTHERS + prefix + "/" + file.path();
            candidates.add(new Candidate(names.give(wanted, prefix), folder, file));
        }
    }

    private void skip(LoopFile file, SkipReason reason) {
        skipped.add(new Skipped(shown(loop, file), reason.name()));
    }

    /** The path of a skipped file: as in its workspace for the primary one, with the workspace for the others. */
    static String shown(LoopBackfilled loop, LoopFile file) {
        String workspaceId = file.workspaceId();
        return workspaceId == null || workspaceId.equals(loop.primaryWorkspaceId())
                ? file.path()
                : OTHERS + workspaceId + "/" + file.path();
    }

    private boolean isPrimary(LoopFile file) {
        return loop.primaryWorkspaceId().equals(file.workspaceId());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
