package dev.loopline.backfill.workspace;

import dev.loopline.backfill.note.Notes;
import dev.loopline.contracts.PassedOverFolders;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.file.LongPaths;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the regular files below a folder, sorted by path. Links are named in a note and not followed. Folders that hold no results are passed over.
 */
final class FolderWalk implements FileVisitor<Path> {

    private static final List<String> NEVER_LEFT_OUT = Stream.concat(
                    Stream.of(
                            "factor_meta.json",
                            "factor_perf.json",
                            "feedback.json",
                            "model_meta.json",
                            "strategy_meta.json",
                            "factor.py",
                            "model.py"),
                    ResultFiles.all().stream())
            .toList();
    private static final int NAMED_LINKS = 5;
    private static final int NAMED_CHARACTERS = 300;
    private static final int DEEPEST = 32;

    private final Path root;
    private final String subject;
    private final int most;
    private final Notes notes;
    private final List<FoundFile> files = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private boolean cut;

    private FolderWalk(Path root, String subject, int most, Notes notes) {
        this.root = root;
        this.subject = subject;
        this.most = most;
        this.notes = notes;
    }

    /**
     * @param subject how notes name the folder
     * @param most files beyond this number are left out, with a note
     */
    static List<FoundFile> list(Path root, String subject, int most, Notes notes) throws IOException {
        FolderWalk walk = new FolderWalk(root, subject, most, notes);
        Files.walkFileTree(root, Set.of(), DEEPEST, walk);
        if (walk.cut) {
            walk.addWhatMatters();
        }
        walk.finish();
        return List.copyOf(walk.files);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return !folder.equals(root) && PassedOverFolders.isName(name(folder))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String path = relative(file);
        if (attributes.isSymbolicLink()) {
            links.add(path);
        } else if (attributes.isDirectory()) {
            notes.add("FOLDER_TOO_DEEP", subject + "/" + path, "Folders below this depth are left out.");
        } else if (!attributes.isRegularFile()) {
            notes.add("FILE_SKIPPED", subject + "/" + path, "It is no regular file.");
        } else if (name(file).endsWith(TemporaryNames.SUFFIX)) {
            return FileVisitResult.CONTINUE;
        } else if (files.size() >= most) {
            cut = true;
            return FileVisitResult.TERMINATE;
        } else {
            files.add(new FoundFile(
                    path, attributes.size(), attributes.lastModifiedTime().toInstant()));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (file.equals(root)) {
            throw failure;
        }
        note(file, failure);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
        if (failure != null) {
            note(folder, failure);
        }
        return FileVisitResult.CONTINUE;
    }

    /** What is gone or out of reach stays so; what cannot be read now is no reason to leave it out. */
    private void note(Path path, IOException failure) throws IOException {
        String where = subject + "/" + relative(path);
        if (failure instanceof NoSuchFileException) {
            notes.add("FILE_VANISHED", where, "It was there a moment ago.");
        } else if (LongPaths.isTooLong(failure)) {
            String first = where.substring(0, Math.min(NAMED_CHARACTERS, where.length()));
            notes.add("PATH_TOO_LONG", first, "The system takes no path of this length; what lies there is left out.");
        } else {
            throw failure;
        }
    }

    /** The limit may not hide a decision or a result. */
    private void addWhatMatters() throws IOException {
        for (String name : NEVER_LEFT_OUT) {
            Path file = root.resolve(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && files.stream().noneMatch(one -> one.path().equals(name))) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                files.add(new FoundFile(
                        name, attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
        }
    }

    private void finish() {
        files.sort(Comparator.comparing(FoundFile::path));
        links.sort(Comparator.naturalOrder());
        if (!links.isEmpty()) {
            String named = String.join(", ", links.subList(0, Math.min(NAMED_LINKS, links.size())));
            String more = links.size() > NAMED_LINKS ? " and " + (links.size() - NAMED_LINKS) + " more" : "";
            notes.add("LINK_NOT_FOLLOWED", subject, "Links are left out: " + named + more + ".");
        }
        if (cut) {
            notes.add("TOO_MANY_FILES", subject, "Only " + most + " files are listed, the rest is left out.");
        }
    }

    private String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
