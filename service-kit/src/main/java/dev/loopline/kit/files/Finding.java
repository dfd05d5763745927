package dev.loopline.kit.files;

import java.io.IOException;
import java.nio.file.Path;

/** What was found where a file is said to be. */
public sealed interface Finding {

    /** A regular file that is reached through no link. */
    record Present(Path path, FileState state) implements Finding {}

    /** No file that may be read. */
    record Absent(Absence why) implements Finding {}

    /** It could not be found out, now. */
    record Unreadable(Path path, IOException failure) implements Finding {}

    /** Why there is no file that may be read. */
    enum Absence {
        /** The name leads out of its root, or is none. */
        UNSAFE_NAME,
        /** The file is a link, or lies behind one. */
        LINK,
        /** A folder, a device or something else that has no content of its own. */
        NOT_A_FILE,
        /** It is not there. */
        GONE
    }
}
