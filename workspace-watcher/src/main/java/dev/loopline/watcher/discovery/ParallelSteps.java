package dev.loopline.watcher.discovery;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.regex.Pattern;

/**
 * Whether a run works on several loops at once. RD-Agent then runs each step in a process of its own, and names the folders of
 * its pickles by both processes; the order in which loops end is not that of their numbers. Stateless.
 */
final class ParallelSteps {

    private static final Pattern TWO_PROCESSES = Pattern.compile("[0-9]+(-[0-9]+)+");
    private static final int MAX_DEPTH = 6;

    private ParallelSteps() {}

    /** Looks at this loop and at the one after it. */
    static boolean areIn(SessionEntry entry) {
        Path trace = entry.places().trace();
        return trace != null
                && (areBelow(trace.resolve("Loop_" + entry.loopId()))
                        || areBelow(trace.resolve("Loop_" + (entry.loopId() + 1))));
    }

    private static boolean areBelow(Path loop) {
        boolean[] found = {false};
        try {
            Files.walkFileTree(loop, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    found[0] = TWO_PROCESSES
                            .matcher(String.valueOf(folder.getFileName()))
                            .matches();
                    return found[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // gone meanwhile, or not to be read: it says nothing
                }
            });
        } catch (IOException e) {
            return false;
        }
        return found[0];
    }
}
