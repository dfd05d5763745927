package dev.loopline.contracts.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * The kind of file system that a folder lies on.
 *
 * @param name as the operating system calls it, such as {@code ext4}
 * @param fileEventsArrive whether changes made on another machine, or on the Windows side of WSL, are reported; if not,
 *     only scanning finds them
 */
public record FileSystemKind(String name, boolean fileEventsArrive) {

    private static final Set<String> WITHOUT_EVENTS =
            Set.of("9p", "v9fs", "drvfs", "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "vboxsf", "prl_fs");

    /** Asks the operating system. */
    public static FileSystemKind of(Path folder) throws IOException {
        return named(Files.getFileStore(folder).type());
    }

    /** The kind of this name, as the operating system spells it. */
    public static FileSystemKind named(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        boolean silent = WITHOUT_EVENTS.contains(name) || name.startsWith("fuse");
        return new FileSystemKind(type, !silent);
    }
}
