package dev.loopline.kit.session;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** How a generation of RD-Agent lays out its trace. */
final class RunLayout {
    private RunLayout() {}

    static boolean isTrace(Path place) {
        return Files.isDirectory(place.resolve("Loop_0"), LinkOption.NOFOLLOW_LINKS);
    }
}
