package dev.loopline.watcher.adoption;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The loops that folders belong to by the registry and by what was registered. For one request and one thread. */
final class FolderOwners {

    private final Map<Path, LoopKey> owners = new HashMap<>();

    /** @param adopted whose own loops do not count: they yield */
    FolderOwners(RecordedPaths paths, LoopBook book, RegistryRows rows, AdoptedFolders adopted) {
        Set<LoopKey> loops = new HashSet<>();
        rows.loops().stream().map(LoopRow::key).forEach(loops::add);
        for (WorkspaceRow row : rows.workspaces()) {
            Integer loop = row.loopId();
            if (loop != null && LoopKey.isTaskRunId(row.taskRunId())) {
                LoopKey key = new LoopKey(row.taskRunId(), loop);
                paths.resolve(row.path())
                        .filter(folder -> loops.contains(key))
                        .ifPresent(folder -> put(folder, key, adopted));
            }
        }
        for (KnownLoop loop : book.all()) {
            if (loop.isRegistered()) {
                loop.folders().stream()
                        .flatMap(folder -> paths.roots().locate(folder).stream())
                        .forEach(folder -> put(folder, loop.key(), adopted));
            }
        }
    }

    private void put(Path folder, LoopKey loop, AdoptedFolders adopted) {
        if (!adopted.loopOf(folder).equals(Optional.of(loop))) {
            owners.put(folder, loop);
        }
    }

    Optional<LoopKey> of(Path folder) {
        return Optional.ofNullable(owners.get(folder));
    }
}
