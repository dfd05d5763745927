package dev.loopline.backfill.codesync;

import dev.loopline.backfill.workspace.TemporaryNames;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Python package of a shared library. Changes are made one process and one thread at a time; every file is written
 * beside its place and renamed, so a program that imports the package sees the old file or the new one. What {@code generated.py}
 * says is remembered, so that it is read again only if another process has written it. Safe for all threads.
 */
final class LibraryFolder {

    private static final String LOCK = ".loopline.lock";
    private static final String GENERATED = "generated.py";
    private static final String VERSION = "VERSION";
    private static final String INIT = """
            import os


            def __getattr__(name):
                if name != "__version__":
                    raise AttributeError(name)
                try:
                    with open(os.path.join(os.path.dirname(__file__), "VERSION"), encoding="utf-8") as version:
                        return version.read().strip()
                except OSError:
                    return "0.0.0"
            """;

    private final Path folder;
    private final String head;
    private @Nullable Known known;
    private boolean isOutdated;

    /**
     * @param root the library's folder; has to exist
     * @param packageName the package below it
     * @param head what {@code generated.py} begins with
     */
    LibraryFolder(Path root, String packageName, String head) {
        this.folder = root.resolve(packageName);
        this.head = head;
    }

    /** What {@code generated.py} said when it looked like this. */
    private record Known(Look look, GeneratedModule module) {}

    /** Identifies the file that was written; the version changes with every content. */
    private record Look(
            long size, FileTime modified, @Nullable Object fileKey, String version) {}

    /** Runs a change alone. Waits for other threads and other processes. */
    <T> T alone(FolderLock.Action<T> change) throws IOException {
        Files.createDirectories(folder);
        return FolderLock.hold(folder.resolve(LOCK), () -> {
            writeIfAbsent("__init__.py", INIT);
            return change.run();
        });
    }

    /**
     * What {@code generated.py} says. To be changed only under the lock, and then handed to {@link #publish}: until
     * then it is not remembered, so a change that fails half-way is forgotten.
     */
    GeneratedModule module() throws IOException {
        Known before = known;
        known = null;
        if (before != null && look().filter(before.look()::equals).isPresent()) {
            return before.module();
        }
        GeneratedModule module = new GeneratedModule(head);
        Optional<String> text = generated();
        text.ifPresent(module::read);
        isOutdated = text.isPresent() && !module.isHeadOf(text.get());
        return module;
    }

    /** Writes {@code generated.py} if it is changed or began otherwise in an earlier release, and raises {@code VERSION} if it is not that of this text. */
    void publish(GeneratedModule module, boolean changed) throws IOException {
        if (changed || isOutdated) {
            write(GENERATED, module.bytes());
            isOutdated = false;
        }
        if (exists(GENERATED)) {
            LibraryVersion version = LibraryVersion.parse(version());
            if (!version.isOf(module.digest())) {
                write(VERSION, (version.raised(module.digest()) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        known = look().map(look -> new Known(look, module)).orElse(null);
    }

    private Optional<Look> look() throws IOException {
        Path file = folder.resolve(GENERATED);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return Optional.of(new Look(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey(), version()));
    }

    private String version() throws IOException {
        Path file = folder.resolve(VERSION);
        return Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    }

    /** The text of {@code generated.py} if an earlier run wrote it. One of another writer is first set aside. */
    private Optional<String> generated() throws IOException {
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

    boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Writes a file whose name is a digest of its content; one of another size was cut off and is written anew. */
    boolean writeOnce(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return !(Files.isRegularFile(file) && Files.size(file) == bytes.length) && write(name, bytes);
    }

    void writeIfAbsent(String name, String text) throws IOException {
        if (!exists(name)) {
            write(name, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private boolean write(String name, byte[] bytes) throws IOException {
        Path target = folder.resolve(name);
        if (Files.isRegularFile(target)
                && Files.size(target) == bytes.length
                && Arrays.equals(Files.readAllBytes(target), bytes)) {
            return false;
        }
        Files.createDirectories(target.getParent());
        AtomicFile.replace(target, TemporaryNames.beside(target), bytes);
        return true;
    }
}
