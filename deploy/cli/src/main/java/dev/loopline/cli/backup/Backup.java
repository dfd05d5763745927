package dev.loopline.cli.backup;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.FileTrees;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Makes a backup: copies the parts into a folder of a temporary name, verifies them, and gives the folder its name. Needs
 * nothing that runs, and does not disturb what runs. For one caller at a time.
 */
public final class Backup {

    private static final String PREFIX = "loopline-backup-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** For the folders themselves, and for what grows meanwhile. */
    private static final double SPACE_TO_SPARE = 1.05;

    private final Clock clock;
    private final FreeSpace freeSpace;
    private final Consumer<String> progress;

    /** Returns how many bytes can still be written into a folder. */
    @FunctionalInterface
    public interface FreeSpace {
        long bytes(Path folder) throws IOException;
    }

    /**
     * What was made.
     *
     * @param folder where it is
     * @param createdAt when it was begun
     * @param rdagentHome what it is a backup of
     * @param parts in the order in which they were copied
     */
    public record Result(
            @JsonSerialize(using = ToStringSerializer.class) Path folder,
            Instant createdAt,
            @JsonSerialize(using = ToStringSerializer.class) Path rdagentHome,
            List<PartResult> parts) {

        public Result {
            parts = List.copyOf(parts);
        }
    }

    public Backup(Clock clock, Consumer<String> progress) {
        this(clock, folder -> Files.getFileStore(folder).getUsableSpace(), progress);
    }

    Backup(Clock clock, FreeSpace freeSpace, Consumer<String> progress) {
        this.clock = clock;
        this.freeSpace = freeSpace;
        this.progress = progress;
    }

    /**
     * Makes a backup.
     *
     * @param home the RD-Agent home
     * @param parts of it
     * @param to the folder in which the backup becomes a new folder; made if it is missing
     * @throws IllegalArgumentException if it would lie in what it copies, or in a workspace
     * @throws BackupException if it cannot be made; nothing of it is left then
     */
    public Result run(Path home, List<Part> parts, Path to) {
        Instant now = clock.instant();
        String name = PREFIX + STAMP.format(now);
        Path folder = to.toAbsolutePath().normalize().resolve(name);
        Path draft = folder.resolveSibling("." + name + ".partial");
        boolean begun = false;
        boolean done = false;
        try {
            Placement.check(home, parts, folder);
            if (parts.stream().allMatch(part -> part instanceof Part.Absent)) {
                throw new BackupException(Texts.text("backup.nothing", home));
            }
            begin(folder, draft);
            begun = true;
            requireSpace(parts, draft);
            Result result = new Result(folder, now, home, copy(parts, draft));
            Files.writeString(
                    draft.resolve("backup.json"),
                    Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return result;
        } catch (IOException | SQLException e) {
            throw new BackupException(Texts.text("backup.failed", reason(e)), e);
        } finally {
            if (begun && !done) {
                remove(draft);
            }
        }
    }

    private static void begin(Path folder, Path draft) throws IOException {
        if (Files.exists(folder)) {
            throw new BackupException(Texts.text("backup.exists", folder));
        }
        Files.createDirectories(folder.getParent());
        try {
            Files.createDirectory(draft);
        } catch (FileAlreadyExistsException e) {
            throw new BackupException(Texts.text("backup.other", draft), e);
        }
    }

    private List<PartResult> copy(List<Part> parts, Path draft) throws IOException, SQLException {
        List<PartResult> results = new ArrayList<>();
        for (Part part : parts) {
            progress.accept(Texts.text("backup.copying", part.name()));
            Path target = draft.resolve(part.name());
            Copying copying = part.match(
                    database -> () -> DatabaseCopy.run(database, target),
                    folder -> () -> new FolderCopy(folder, target, progress).run(),
                    absent -> () -> PartResult.absent(absent));
            results.add(copying.run());
        }
        return results;
    }

    private interface Copying {
        PartResult run() throws IOException, SQLException;
    }

    private void requireSpace(List<Part> parts, Path draft) throws IOException {
        long needed = 0;
        for (Part part : parts) {
            Path source = part.match(Part.Database::source, Part.Folder::source, absent -> null);
            needed += source == null ? 0 : size(source);
        }
        long free = freeSpace.bytes(draft);
        if (needed * SPACE_TO_SPARE > free) {
            throw new BackupException(
                    Texts.text("backup.space", draft.getParent(), ByteCount.words(needed), ByteCount.words(free)));
        }
    }

    private static long size(Path source) throws IOException {
        long[] bytes = new long[1];
        Files.walkFileTree(source.toRealPath(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }

    private static void remove(Path draft) {
        try {
            FileTrees.delete(draft);
        } catch (IOException e) {
            throw new BackupException(Texts.text("backup.left", draft, e), e);
        }
    }

    private static String reason(Exception e) {
        return e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
    }
}
