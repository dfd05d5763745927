package dev.loopline.watcher.watch;

import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.discovery.FolderScan;
import dev.loopline.watcher.discovery.LoopAssembly;
import dev.loopline.watcher.discovery.PathBook;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistryRows;
import java.util.List;
import java.util.function.Supplier;

/**
 * The home that is watched, with its registry.
 *
 * @param home its folders
 * @param registry its registry
 * @param book the registered loops
 * @param adopted the folders that a person adopted, as they are now
 * @param lease says that this watcher owns the home
 */
public record WatchedHome(
        RdAgentHome home, Registry registry, LoopBook book, Supplier<AdoptedFolders> adopted, HomeLease lease) {

    LoopAssembly assembly(FolderScan scan, RegistryRows rows, PathBook paths, List<SessionTrace> traces) {
        return new LoopAssembly(
                        scan, rows, paths, folder -> book.ownerOf(home.paths().relativize(folder)), traces)
                .adopting(adopted.get());
    }
}
