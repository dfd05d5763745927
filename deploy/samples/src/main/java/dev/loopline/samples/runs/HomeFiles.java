package dev.loopline.samples.runs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * Writes into a home, each file a second younger than the one before, so that the times of the files show their order. Used
 * by one thread.
 */
public final class HomeFiles {

    private final Path root;
    private Instant clock;

    /**
     * @param root the home
     * @param clock the time of the first file
     */
    public HomeFiles(Path root, Instant clock) {
        this.root = root.toAbsolutePath().normalize();
        this.clock = clock;
    }

    Path root() {
        return root;
    }

    /** A place in the home, given with forward slashes. */
    Path resolve(String path) {
        return root.resolve(path);
    }

    void write(String path, String text) {
        write(path, text.getBytes(UTF_8));
    }

    void write(String path, byte[] bytes) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(parent(file));
            Files.write(file, bytes);
            stamp(file);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Gives the time of the next file to one that something else has written. */
    void stamp(Path file) {
        clock = clock.plusSeconds(1);
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock));
        } catch (IOException e) {
            throw failure(file.toString(), e);
        }
    }

    byte[] read(String path) {
        try {
            return Files.readAllBytes(root.resolve(path));
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** A symbolic link with an absolute target in the home, as RD-Agent makes them for source data. */
    void link(String path, String target) {
        try {
            Path link = root.resolve(path);
            Files.createDirectories(parent(link));
            Files.createSymbolicLink(link, root.resolve(target));
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Lets time pass before the next file. */
    void pause(Duration time) {
        clock = clock.plus(time);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("There is no folder above " + file);
        }
        return parent;
    }

    private static UncheckedIOException failure(String path, IOException cause) {
        return new UncheckedIOException(
                "Cannot write " + path + " (" + cause + "): choose a folder that can be written, on a disk with room",
                cause);
    }
}
