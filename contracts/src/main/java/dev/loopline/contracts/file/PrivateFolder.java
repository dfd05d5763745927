package dev.loopline.contracts.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folders that only their owner may look into, because they hold passwords, logs and state. On Windows a folder in the user's
 * own one is private already, and nothing is done. Stateless.
 */
public final class PrivateFolder {

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFolder() {}

    /** Makes the folder if need be, with what is missing of its path, and takes it and the files in it from all but the owner. */
    public static void make(Path folder) throws IOException {
        if (!isPosix(folder)) {
            Files.createDirectories(folder);
            return;
        }
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        restrict(folder, FOLDER);
        for (Path file : files(folder)) {
            restrict(file, FILE);
        }
    }

    /** Makes an empty file that only its owner may read, for a program that appends to it; one that is there stays. */
    public static void makeFile(Path file) throws IOException {
        if (isPosix(file)) {
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
            } catch (FileAlreadyExistsException e) {
                restrict(file, FILE);
            }
        }
    }

    /** Whether others can look into it. False on file systems without such rights. */
    public static boolean isOpen(Path folder) throws IOException {
        return isPosix(folder) && !FOLDER.containsAll(Files.getPosixFilePermissions(folder));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    /** What belongs to another account, or lies on a file system that keeps no rights, stays as it is. */
    private static void restrict(Path path, Set<PosixFilePermission> wanted) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (!wanted.containsAll(view.readAttributes().permissions())) {
            try {
                view.setPermissions(wanted);
            } catch (FileSystemException e) {
                return;
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
