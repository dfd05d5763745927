package dev.loopline.cli.backup;

import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Copies the files of a folder. Every file is copied, none linked: scripts rewrite bundles and libraries in place, and a hard
 * link would change with them. Links are not followed. A file that changes while it is copied is copied again. For one use.
 */
final class FolderCopy {

    private static final int ATTEMPTS = 5;

    /** How a bundler names the files that it writes before it renames them, see the bundle-service. */
    private static final Pattern TEMPORARY = Pattern.compile("[0-9a-f]{32}(?:-[0-9]+\\.tmp|\\.owner)");

    private final Part.Folder part;
    private final Path target;
    private final Consumer<String> progress;
    private final SortedMap<String, Long> sizes = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param target is made */
    FolderCopy(Part.Folder part, Path target, Consumer<String> progress) {
        this.part = part;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Copies and verifies.
     *
     * @throws BackupException if a file keeps changing, or the copy is not what was copied
     */
    PartResult run() throws IOException {
        Path root = part.source().toRealPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(root.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                take(file, root.relativize(file), attributes);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (!(e instanceof NoSuchFileException)) {
                    throw e;
                }
                notes.add(Texts.text("backup.vanished", root.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        verify();
        long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
        return new PartResult(
                part.name(), true, part.source().toString(), sizes.size(), bytes, Texts.text("backup.match"), notes);
    }

    private void take(Path file, Path relative, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            notes.add(Texts.text(attributes.isSymbolicLink() ? "backup.link" : "backup.device", relative));
        } else if (TEMPORARY.matcher(file.getFileName().toString()).matches()) {
            notes.add(Texts.text("backup.temporary", relative));
        } else {
            copy(file, relative);
        }
    }

    private void copy(Path file, Path relative) throws IOException {
        Path copy = target.resolve(relative.toString());
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                BasicFileAttributes before = attributes(file);
                Files.copy(
                        file,
                        copy,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
                if (isSame(before, attributes(file)) && Files.size(copy) == before.size()) {
                    force(copy);
                    sizes.put(relative.toString(), before.size());
                    progress.accept(Texts.text("backup.copying.files", part.name(), sizes.size()));
                    return;
                }
            } catch (NoSuchFileException e) {
                Files.deleteIfExists(copy);
                notes.add(Texts.text("backup.vanished", relative));
                return;
            }
        }
        throw new BackupException(Texts.text("backup.changing", file));
    }

    private void verify() throws IOException {
        SortedMap<String, Long> found = new TreeMap<>();
        try (var files = Files.walk(target)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(target.relativize(file).toString(), Files.size(file));
            }
        }
        if (!found.equals(sizes)) {
            throw new BackupException(Texts.text("backup.differs", part.source(), found.size(), sizes.size()));
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSame(BasicFileAttributes before, BasicFileAttributes after) {
        return after.isRegularFile()
                && before.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime());
    }

    /** A file without the right to write, as it came, is durable with its folder at the latest. */
    private static void force(Path file) throws IOException {
        if (Files.isWritable(file)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
    }
}
