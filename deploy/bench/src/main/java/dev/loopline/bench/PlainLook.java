package dev.loopline.bench;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The baseline of a scan: the same folders of a home, listed and asked for their attributes, and nothing else. */
final class PlainLook {

    private static final int BUFFER_BYTES = 128 * 1024;
    private static final List<String> WORKSPACE_ROOTS = List.of("log", "git_ignore_folder/RD-Agent_workspace");

    private final Path home;

    PlainLook(Path home) {
        this.home = home;
    }

    /** Lists the workspace folders of both layouts and reads the attributes of each, so many times. */
    Distribution listAndStat(int times) throws IOException {
        Distribution taken = new Distribution();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            for (Path task : children(home.resolve(WORKSPACE_ROOTS.get(0)))) {
                children(task);
            }
            children(home.resolve(WORKSPACE_ROOTS.get(1)));
            taken.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return taken;
    }

    /** Walks over every file of the home once. */
    Duration walk() throws IOException {
        long start = System.nanoTime();
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                return FileVisitResult.CONTINUE;
            }
        });
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Reads every workspace file of the home once and computes its SHA-256, one after the other. */
    Duration readAndHash() throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        long start = System.nanoTime();
        for (String root : WORKSPACE_ROOTS) {
            Files.walkFileTree(home.resolve(root), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                            digest.update(buffer, 0, read);
                        }
                    }
                    Sha256.finish(digest);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> folders = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isDirectory()) {
                    folders.add(entry);
                }
            }
        }
        return folders;
    }
}
