package dev.loopline.bench;

import dev.loopline.contracts.file.FileTrees;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Locale;

/**
 * A folder for one benchmark, in the folder for temporary files, removed with all that is in it when the benchmark ends.
 *
 * <p>Until then nothing in it is removed, only emptied: ext4 does not use the inodes of removed files again for some minutes and
 * passes over them one by one whenever a file is created near them, which makes that up to fifty times as slow. A folder in
 * which it is slow already gets a warning.
 */
final class BenchFolder implements AutoCloseable {

    private static final int PROBES = 51;
    /** A quiet ext4 takes about 0.02 ms. */
    private static final double SLOW_MS = 0.15;

    private final Path root;
    private final boolean isPart;

    BenchFolder() throws IOException {
        this(Files.createTempDirectory("loopline-bench"), false);
        warnIfSlow();
    }

    private BenchFolder(Path root, boolean isPart) {
        this.root = root;
        this.isPart = isPart;
    }

    /** A folder of its own in this one; emptied when it is closed, and removed with this one. */
    BenchFolder part(String name) throws IOException {
        return new BenchFolder(Files.createDirectory(root.resolve(name)), true);
    }

    Path home() {
        return root.resolve("RD-Agent-main");
    }

    Path data() {
        return root.resolve("data");
    }

    @Override
    public void close() throws IOException {
        if (isPart) {
            empty(root);
        } else {
            FileTrees.delete(root);
        }
    }

    private void warnIfSlow() throws IOException {
        Path probes = Files.createDirectory(root.resolve("probes"));
        Distribution creation = new Distribution();
        for (int i = 0; i < PROBES; i++) {
            long start = System.nanoTime();
            Files.createFile(probes.resolve("probe" + i));
            creation.add(Duration.ofNanos(System.nanoTime() - start));
        }
        if (creation.percentile(50) > SLOW_MS) {
            System.err.printf(
                    Locale.ROOT,
                    "To create a file in %s takes %.2f ms, so everything that writes files will look slow. Wait some minutes"
                            + " if many files were removed there, or set TMPDIR to a folder on another disk.%n",
                    root.getParent(),
                    creation.percentile(50));
        }
    }

    /** Frees the space and keeps the files; links are left alone. */
    static void empty(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && attributes.size() > 0) {
                    Files.newByteChannel(
                                    file,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.TRUNCATE_EXISTING,
                                    LinkOption.NOFOLLOW_LINKS)
                            .close();
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
