package dev.loopline.watcher.watch;

import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.discovery.FolderScan;
import java.util.List;
import java.util.Map;

/**
 * What a look at the whole home brought.
 *
 * @param discovery the loops; the very same object as before if nothing is new
 * @param folders the folders
 */
record Survey(Discovery discovery, FolderScan folders) {

    static final Survey NONE = new Survey(new Discovery(Map.of(), List.of()), FolderScan.NONE);
}
