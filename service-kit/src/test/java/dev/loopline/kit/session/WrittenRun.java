package dev.loopline.kit.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A run of {@code src/test/resources/runs}, unpacked; each file is a second younger than the one before. */
record WrittenRun(Path folder) {

    private static final Instant BEGIN = Instant.parse("2025-11-03T06:00:00Z");

    static WrittenRun of(String name, Path folder) {
        try (ZipInputStream in = new ZipInputStream(
                Objects.requireNonNull(WrittenRun.class.getResourceAsStream("/runs/" + name + ".zip"), name))) {
            int second = 0;
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.write(file, in.readAllBytes());
                Files.setLastModifiedTime(file, FileTime.from(BEGIN.plusSeconds(++second)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WrittenRun(folder);
    }

    RunReader reader() {
        return new RunReader(RunPlaces.of(List.of(folder)));
    }

    RunReader reader(String trace, String session) {
        return new RunReader(new RunPlaces(folder.resolve(trace), folder.resolve(session)));
    }

    Path stepFile(String name) {
        return folder.resolve("__session__").resolve(name);
    }

    /** Cuts a file in the middle and leaves its time as it is. */
    void damage(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.setLastModifiedTime(file, time);
    }

    static byte[] resource(String name) throws IOException {
        try (InputStream in = WrittenRun.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
