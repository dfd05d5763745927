package dev.loopline.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The baseline of a scan: the same folders of a home, listed and asked for their attributes, and nothing else. */
final class PlainLook {

    private final Path home;

    PlainLook(Path home) {
        this.home = home;
    }

    /** Lists the workspace folders of both layouts and reads the attributes of each, so many times. */
    Distribution listAndStat(int times) throws IOException {
        Distribution taken = new Distribution();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            for (Path task : children(home.resolve("log"))) {
                children(task);
            }
            children(home.resolve("git_ignore_folder").resolve("RD-Agent_workspace"));
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
