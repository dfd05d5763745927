package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The folders that a person made loops of their own because nothing tied them to one. Such a loop is called {@code
 * legacy_<workspace_id>/0}, as RD-Agent's own tool calls it. It yields: as soon as a session, a registry row or a metadata
 * file names the folder, it belongs to that loop. Immutable; safe for all threads.
 */
public final class AdoptedFolders {

    public static final AdoptedFolders NONE = new AdoptedFolders(Map.of());

    static final String LEGACY = "legacy_";

    private final Map<Path, LoopKey> loops;

    /** @param loops the legacy loop of each folder, whose links are resolved */
    public AdoptedFolders(Map<Path, LoopKey> loops) {
        this.loops = Map.copyOf(loops);
    }

    /** The id of the workspace in a folder: its name, without the prefix of the initialisation guide. */
    public static String workspaceId(Path folder) {
        String name = String.valueOf(folder.getFileName());
        boolean isOfTheGuide = name.startsWith(FolderLister.PREFIX) && name.length() > FolderLister.PREFIX.length();
        return isOfTheGuide ? name.substring(FolderLister.PREFIX.length()) : name;
    }

    /** The loop that a folder becomes; empty if its name can be no part of a task run id. */
    public static Optional<LoopKey> legacyLoop(Path folder) {
        return Optional.of(LEGACY + workspaceId(folder))
                .filter(LoopKey::isTaskRunId)
                .map(task -> new LoopKey(task, 0));
    }

    public Set<Path> folders() {
        return loops.keySet();
    }

    /** The legacy loop of a folder; empty if it was not adopted. */
    public Optional<LoopKey> loopOf(Path folder) {
        return Optional.ofNullable(loops.get(folder));
    }

    /** Whether a loop is the legacy loop of this folder. */
    boolean isOwn(Path folder, LoopKey loop) {
        return Objects.equals(loops.get(folder), loop);
    }

    /** Whether this is the legacy loop of a folder that another loop has by now; it is to be withdrawn. */
    public boolean isReplaced(LoopKey loop, Discovery discovery) {
        return loops.entrySet().stream()
                .filter(entry -> entry.getValue().equals(loop))
                .anyMatch(entry -> discovery.loops().values().stream()
                        .anyMatch(candidate -> !candidate.key().equals(loop)
                                && candidate.folders().containsValue(entry.getKey())));
    }
}
