package dev.loopline.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder for one benchmark, removed with all that is in it when the benchmark ends. */
final class BenchFolder implements AutoCloseable {

    private final Path root;

    BenchFolder() throws IOException {
        this.root = Files.createTempDirectory("loopline-bench");
    }

    Path home() {
        return root.resolve("RD-Agent-main");
    }

    Path data() {
        return root.resolve("data");
    }

    @Override
    public void close() throws IOException {
        delete(root);
    }

    /** Removes a folder with all that is in it; links are removed, not followed. */
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
