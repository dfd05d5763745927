package dev.loopline.cli.doctor;

import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.path.HomeRoots;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of RD-Agent lies in a home, by the marks of each layout. Names only; a deep tree is not walked to its end.
 *
 * @param sessions runs with session logs, as RD-Agent keeps them today: a folder {@code __session__}
 * @param traces runs with logs of loops only: folders {@code Loop_0} and so on
 * @param named workspaces in the folder of their task, {@code log/<task>/workspace_<id>}
 * @param workspaces workspaces in RD-Agent's own folder
 * @param results those with results of a backtest
 * @param folders all folders that were seen
 * @param newest the newest time of a folder
 */
record HomeContents(int sessions, int traces, int named, int workspaces, int results, long folders, Instant newest) {

    private static final int DEEPEST_LOG = 4;

    static HomeContents of(HomeRoots roots) throws IOException {
        Count count = new Count();
        for (Path logs :
                Stream.concat(roots.logs().stream(), roots.traces().stream()).toList()) {
            if (Files.isDirectory(logs)) {
                Files.walkFileTree(logs, Set.of(), DEEPEST_LOG, count);
            }
        }
        for (Path workspaces : roots.workspaces()) {
            if (Files.isDirectory(workspaces)) {
                try (Stream<Path> all = Files.list(workspaces)) {
                    all.filter(Files::isDirectory).forEach(count::workspace);
                }
            }
        }
        return new HomeContents(
                count.sessions,
                count.traces,
                count.named,
                count.workspaces,
                count.results,
                count.folders,
                count.newest);
    }

    Diagnosis diagnosis() {
        return sessions + traces + named + workspaces == 0
                ? Diagnosis.advice("layouts", "none")
                : Diagnosis.well("layouts", "well", sessions, traces, named, workspaces, results);
    }

    /** Not for several threads. */
    private static final class Count extends SimpleFileVisitor<Path> {
        private int sessions;
        private int traces;
        private int named;
        private int workspaces;
        private int results;
        private long folders;
        private Instant newest = Instant.EPOCH;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            see(attributes.lastModifiedTime().toInstant());
            String name = folder.getFileName().toString();
            if (name.equals("__session__")) {
                sessions++;
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (name.startsWith("workspace_")) {
                named++;
                result(folder);
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (name.startsWith("Loop_")) {
                traces += name.equals("Loop_0") ? 1 : 0;
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE; // the check of rights says so
        }

        private void workspace(Path folder) {
            workspaces++;
            try {
                see(Files.getLastModifiedTime(folder).toInstant());
            } catch (IOException e) {
                return; // it is gone, or cannot be read
            }
            result(folder);
        }

        private void result(Path folder) {
            results += ResultFiles.hasBacktest(name -> Files.exists(folder.resolve(name))) ? 1 : 0;
        }

        private void see(Instant time) {
            folders++;
            newest = time.isAfter(newest) ? time : newest;
        }
    }
}
