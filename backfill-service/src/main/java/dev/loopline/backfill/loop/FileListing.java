package dev.loopline.backfill.loop;

import dev.loopline.backfill.files.FileDigests;
import dev.loopline.backfill.files.FileKinds;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The files of a loop as they are after its metadata was written: those of its workspaces, by workspace and path, then the
 * two logs of its task run. For one loop and one thread.
 */
final class FileListing implements AutoCloseable {

    private static final List<String> LOGS = List.of("loop.log", "task.log");
    private static final List<String> WRITTEN = List.of(
            Metadata.FACTOR_META, Metadata.FACTOR_PERF, Metadata.FEEDBACK, Metadata.MODEL_META, Metadata.STRATEGY_META);

    /** From here on it takes longer to read a file than to wake another thread for it, by far. */
    private static final long LARGE_BYTES = 1024 * 1024;

    private final HomeFolder home;
    private final FileDigests digests;

    /**
     * @param digests may have begun with some of the files
     */
    FileListing(HomeFolder home, FileDigests digests) {
        this.home = home;
        this.digests = digests;
    }

    /** Begins with what takes long, while the metadata is derived. */
    static void beginWithLargeFiles(OpenLoop open, FileDigests digests) {
        for (WorkspaceFolder folder : open.folders()) {
            folder.files().stream()
                    .filter(file -> file.sizeBytes() >= LARGE_BYTES)
                    .forEach(file -> digests.begin(folder.root().resolve(file.path())));
        }
    }

    /** Gives up what was begun. */
    @Override
    public void close() {
        digests.close();
    }

    /**
     * @param runWeight the weight of the primary workspace's run
     */
    List<LoopFile> list(OpenLoop open, Optional<String> runWeight) throws IOException {
        List<LoopFile> files = new ArrayList<>();
        for (WorkspaceFolder folder : open.folders()) {
            boolean primary = open.primaryFolder().filter(folder::equals).isPresent();
            add(folder, primary ? runWeight : Optional.empty(), files);
        }
        addLogs(open, files);
        return List.copyOf(files);
    }

    private void add(WorkspaceFolder folder, Optional<String> runWeight, List<LoopFile> files) throws IOException {
        SortedSet<String> paths = new TreeSet<>();
        folder.files().forEach(file -> paths.add(file.path()));
        for (String name : WRITTEN) {
            if (Files.isRegularFile(folder.root().resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                paths.add(name);
            }
        }
        for (String path : paths) {
            LoopFile.Kind kind = FileKinds.of(path, runWeight);
            digests.measure(folder.workspaceId(), path, folder.root().resolve(path), kind)
                    .ifPresent(files::add);
        }
    }

    /** Beside the workspaces where the log folder is not known, as the initialisation guide packs them. */
    private void addLogs(OpenLoop open, List<LoopFile> files) throws IOException {
        Optional<Path> recorded = home.folder(open.event().loop().logDirHomeRelative());
        Optional<Path> folder = recorded.isPresent()
                ? recorded
                : open.primaryFolder().map(one -> one.root().getParent());
        if (folder.isEmpty()) {
            return;
        }
        for (String name : LOGS) {
            Path log = folder.get().resolve(name);
            if (Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)) {
                String path = home.spell(log);
                digests.measure(null, path, log, LoopFile.Kind.LOG).ifPresent(files::add);
            }
        }
    }
}
