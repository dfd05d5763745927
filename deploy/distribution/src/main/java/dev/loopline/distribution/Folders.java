package dev.loopline.distribution;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.io.file.PathUtils;

/** Copies as a release needs it: links stay links, times and rights stay what they are. */
final class Folders {

    private static final CopyOption[] AS_IT_IS = {LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES};

    private Folders() {}

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        PathUtils.copyDirectory(from, to, AS_IT_IS);
    }

    static void copyFile(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, AS_IT_IS);
    }
}
