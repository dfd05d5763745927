package dev.loopline.watcher.watch;

import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.discovery.FolderScan;
import dev.loopline.watcher.discovery.LoopAssembly;
import dev.loopline.watcher.discovery.PathBook;
import dev.loopline.watcher.discovery.SessionTrace;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.registry.RegistryRows;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes an assembly for each look at the home, with the loops that are registered and the folders that a person adopted.
 *
 * @param home the home
 * @param book the registered loops
 * @param adopted the adopted folders as they are now
 */
public record Assembler(RdAgentHome home, LoopBook book, Supplier<AdoptedFolders> adopted) {

    LoopAssembly of(FolderScan scan, RegistryRows rows, PathBook paths, List<SessionTrace> traces) {
        return new LoopAssembly(
                        scan, rows, paths, folder -> book.ownerOf(home.paths().relativize(folder)), traces)
                .adopting(adopted.get());
    }
}
