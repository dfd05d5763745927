package dev.loopline.samples;

import dev.loopline.samples.content.SampleFile;
import dev.loopline.samples.content.Stage;
import dev.loopline.samples.plan.RdAgentHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes files into a home in place, as RD-Agent does: no temporary names, no rename. Used by one thread at a time; several
 * writers may work on different folders of one home.
 */
final class HomeWriter {

    private static final Set<Stage> METADATA = EnumSet.of(Stage.OLDER_METADATA, Stage.FEEDBACK);

    private final RdAgentHome home;
    private final Set<Path> known = new HashSet<>();

    HomeWriter(RdAgentHome home) {
        this.home = home;
    }

    /** Writes whole files, in order. */
    void write(List<SampleFile> files) {
        files.forEach(this::write);
    }

    /** Writes the files of loops that ended an hour ago, in order; metadata, which may break off, is that old. */
    void writeHistory(List<SampleFile> files) {
        FileTime anHourAgo = FileTime.from(Instant.now().minus(1, ChronoUnit.HOURS));
        for (SampleFile file : files) {
            write(file);
            if (METADATA.contains(file.stage())) {
                try {
                    Files.setLastModifiedTime(home.resolve(file.path()), anHourAgo);
                } catch (IOException e) {
                    throw failure(file.path(), e);
                }
            }
        }
    }

    /** Writes a whole file. */
    void write(SampleFile file) {
        write(file.path(), file.content().get());
    }

    /** Writes a whole file. */
    void write(String path, byte[] bytes) {
        try {
            Files.write(ready(path), bytes);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Writes the first half of a file. */
    void writeFirstHalf(SampleFile file) {
        byte[] bytes = file.content().get();
        write(file.path(), Arrays.copyOf(bytes, bytes.length / 2));
    }

    /** Appends what {@link #writeFirstHalf} left out. */
    void appendSecondHalf(SampleFile file) {
        byte[] bytes = file.content().get();
        int half = bytes.length / 2;
        try {
            Files.write(ready(file.path()), Arrays.copyOfRange(bytes, half, bytes.length), StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failure(file.path(), e);
        }
    }

    /** Appends a line to a text file, which may be new. */
    void appendLine(String path, String line) {
        try {
            Files.writeString(ready(path), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Makes a folder, which may exist. */
    void folder(String path) {
        try {
            Files.createDirectories(home.resolve(path));
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Makes a symbolic link, whose target is text and need not exist. */
    void link(String path, String target) {
        try {
            Files.createSymbolicLink(ready(path), Path.of(target));
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Deletes a folder with all that is in it; links are deleted, not followed. */
    void delete(String path) {
        try (Stream<Path> tree = Files.walk(home.resolve(path))) {
            for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
            known.clear();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private Path ready(String path) throws IOException {
        Path file = home.resolve(path);
        Path folder = file.getParent();
        if (known.add(folder)) {
            Files.createDirectories(folder);
        }
        return file;
    }

    private UncheckedIOException failure(String path, IOException cause) {
        return new UncheckedIOException(
                "Cannot write " + home.resolve(path) + " (" + cause
                        + "): choose a folder that can be written, on a disk with room",
                cause);
    }
}
