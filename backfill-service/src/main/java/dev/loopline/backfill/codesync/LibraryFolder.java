package dev.loopline.backfill.codesync;

import dev.loopline.backfill.workspace.TemporaryNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * The Python package of a shared library. Changes are made one process and one thread at a time; every file is written
 * beside its place and renamed, so whoever imports the package sees the old file or the new one. Safe for all threads.
 */
final class LibraryFolder {

    private static final String LOCK = ".loopline.lock";
    private static final String GENERATED = "generated.py";

    private final Path folder;

    /**
     * @param root the library's folder; has to exist
     * @param packageName the package below it
     */
    LibraryFolder(Path root, String packageName) {
        this.folder = root.resolve(packageName);
    }

    /** Something to be done while nobody else changes the library. */
    interface Change<T> {

        T run() throws IOException;
    }

    /** Runs a change alone. Waits for other threads and other processes. */
    <T> T alone(Change<T> change) throws IOException {
        synchronized (LibraryFolder.class) {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                writeIfAbsent("__init__.py", "");
                T result = change.run();
                assert lock.isValid();
                return result;
            }
        }
    }

    /** The text of {@code generated.py} if an earlier run wrote it. One that somebody else wrote is first set aside. */
    Optional<String> generated() throws IOException {
        Path file = folder.resolve(GENERATED);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        if (text.startsWith(GeneratedModule.FIRST_LINE)) {
            return Optional.of(text);
        }
        writeIfAbsent("generated_before_loopline.py.txt", text);
        return Optional.empty();
    }

    /** Writes {@code generated.py}; returns whether it changed. */
    boolean writeGenerated(String text) throws IOException {
        return write(GENERATED, text);
    }

    boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    void writeIfAbsent(String name, String text) throws IOException {
        if (!exists(name)) {
            write(name, text);
        }
    }

    private boolean write(String name, String text) throws IOException {
        Path target = folder.resolve(name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (Files.isRegularFile(target)
                && Files.size(target) == bytes.length
                && Arrays.equals(Files.readAllBytes(target), bytes)) {
            return false;
        }
        Files.createDirectories(target.getParent());
        Path temporary = TemporaryNames.beside(target);
        try {
            Files.write(temporary, bytes);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return true;
    }
}
