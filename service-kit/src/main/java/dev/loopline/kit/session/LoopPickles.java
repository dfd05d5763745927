package dev.loopline.kit.session;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds, below one {@code Loop_<n>} folder, the newest pickle of each tag that is wanted. A tag is the path of folders down to
 * {@code <pid>/<time stamp>.pkl}. Links are not followed. Stateless.
 */
final class LoopPickles {

    private static final int MAX_DEPTH = 8;
    private static final int MAX_FILES = 20_000;
    private static final int MAX_NOTES = 20;
    private static final String SUFFIX = ".pkl";
    private static final Pattern PROCESS = Pattern.compile("[0-9]+(-[0-9]+)*");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{6}");

    /** What is read of a loop. */
    enum Tag {
        HYPOTHESIS("hypothesis generation"),
        EXPERIMENT("experiment generation"),
        CODER("coder result"),
        RUNNER("runner result"),
        FEEDBACK("feedback");

        private final String folder;

        Tag(String folder) {
            this.folder = folder;
        }

        String folder() {
            return folder;
        }
    }

    private LoopPickles() {}

    /** The newest of each tag; what stands in the way is added to the notes. */
    static Map<Tag, Path> newest(Path loopFolder, List<String> notes) throws IOException {
        Map<Tag, Path> found = new EnumMap<>(Tag.class);
        if (!Files.isDirectory(loopFolder, LinkOption.NOFOLLOW_LINKS)) {
            notes.add("there is no folder " + loopFolder.getFileName());
            return found;
        }
        Files.walkFileTree(loopFolder, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, new Search(found, notes));
        return found;
    }

    private static final class Search extends SimpleFileVisitor<Path> {

        private final Map<Tag, Path> found;
        private final List<String> notes;
        private int files;

        Search(Map<Tag, Path> found, List<String> notes) {
            this.found = found;
            this.notes = notes;
        }

        /** The coder's rounds are many and hold nothing that is wanted. */
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return name(folder).startsWith("evo_loop_") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (++files > MAX_FILES) {
                note("more than " + MAX_FILES + " files, the rest was not looked at");
                return FileVisitResult.TERMINATE;
            }
            if (name(file).endsWith(SUFFIX)) {
                consider(file, attributes.isRegularFile());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            note(name(file) + " cannot be looked at: " + e.getClass().getSimpleName());
            return FileVisitResult.CONTINUE;
        }

        private void consider(Path file, boolean regular) {
            String name = name(file);
            String stamp = name.substring(0, name.length() - SUFFIX.length());
            Path process = file.getParent();
            boolean logged = TIME.matcher(stamp).matches()
                    && process != null
                    && PROCESS.matcher(name(process)).matches();
            if (!regular || !logged) {
                note(name + " is not read: " + (regular ? "its name is no time stamp of a log" : "it is no file"));
                return;
            }
            for (Tag tag : Tag.values()) {
                if (tag.folder().equals(folderOf(process))) {
                    found.merge(tag, file, (one, other) -> name(one).compareTo(name(other)) >= 0 ? one : other);
                }
            }
        }

        private void note(String text) {
            if (notes.size() < MAX_NOTES) {
                notes.add(text);
            }
        }
    }

    private static String folderOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? "" : name(parent);
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
