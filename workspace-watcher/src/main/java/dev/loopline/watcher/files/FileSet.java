package dev.loopline.watcher.files;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.file.LongPaths;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The regular files of a loop at one moment, without their content. Immutable.
 *
 * @param files by workspace and path
 */
public record FileSet(List<FileStat> files) {

    private static final Comparator<FileStat> ORDER =
            Comparator.comparing(FileStat::workspaceId).thenComparing(FileStat::path);

    public FileSet {
        files = files.stream().sorted(ORDER).toList();
    }

    /**
     * Lists the files below the folders. Links are not followed and do not count. What vanishes meanwhile is left out: the
     * next look will differ. So is what lies behind a path that is too long for the system.
     *
     * @param folders workspace id to folder
     * @throws IOException if a folder or file cannot be read
     */
    public static FileSet of(Map<String, Path> folders) throws IOException {
        List<FileStat> out = new ArrayList<>();
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            walk(folder.getKey(), folder.getValue(), out);
        }
        return new FileSet(out);
    }

    private static void walk(String workspaceId, Path folder, List<FileStat> out) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    String path = folder.relativize(file).toString().replace(File.separatorChar, '/');
                    Instant modified = attributes.lastModifiedTime().toInstant();
                    out.add(new FileStat(workspaceId, path, attributes.size(), modified, file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                boolean isGone = e instanceof NoSuchFileException || LongPaths.isTooLong(e);
                if (isGone && !file.equals(folder)) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    /** The file at this path of a workspace. */
    public Optional<FileStat> find(String workspaceId, String path) {
        return files.stream()
                .filter(file ->
                        file.workspaceId().equals(workspaceId) && file.path().equals(path))
                .findFirst();
    }

    public boolean contains(String workspaceId, String path) {
        return find(workspaceId, path).isPresent();
    }

    /** Changes when any file comes, goes, grows or is written, by any program. */
    public String fingerprint() {
        return fingerprint(file -> true);
    }

    /** Changes when an input does: a file that neither Loopline nor the older scripts write. */
    public String inputFingerprint() {
        return fingerprint(file -> !file.isOwn());
    }

    /** {@link #inputFingerprint}, had these files not vanished. */
    public String inputFingerprint(InputFiles vanished) {
        if (vanished.isEmpty()) {
            return inputFingerprint();
        }
        TreeMap<String, String> lines = new TreeMap<>();
        inputs().forEach(file -> lines.put(file.workspaceId() + "\0" + file.path(), file.line()));
        vanished.files().forEach(file -> lines.put(file.workspaceId() + "\0" + file.path(), file.statLine()));
        MessageDigest digest = Sha256.newDigest();
        lines.values().forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        return Sha256.finish(digest).hex();
    }

    /** The inputs. */
    public List<FileStat> inputs() {
        return files.stream().filter(file -> !file.isOwn()).toList();
    }

    /** The newest modification time of a workspace's files; empty if it has none. */
    public Optional<Instant> newest(String workspaceId) {
        return files.stream()
                .filter(file -> file.workspaceId().equals(workspaceId))
                .map(FileStat::modifiedAt)
                .max(Comparator.naturalOrder());
    }

    private String fingerprint(Predicate<FileStat> wanted) {
        MessageDigest digest = Sha256.newDigest();
        files.stream().filter(wanted).forEach(file -> digest.update(file.line().getBytes(StandardCharsets.UTF_8)));
        return Sha256.finish(digest).hex();
    }
}
