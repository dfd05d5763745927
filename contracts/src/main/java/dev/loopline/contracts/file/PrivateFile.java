package dev.loopline.contracts.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may read, because they hold a password; written by a temporary file and a rename. Stateless. */
public final class PrivateFile {

    private PrivateFile() {}

    /** Writes a file whole or not at all. */
    public static void write(Path file, String content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, file.getFileName().toString(), ".tmp", ownerOnly(folder));
        AtomicFile.replace(file, temporary, content.getBytes(StandardCharsets.UTF_8));
    }

    /** On Windows a file in the user's own folder is private already. */
    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
