package dev.loopline.catalog.export;

import dev.loopline.catalog.project.CatalogTime;
import dev.loopline.catalog.state.CatalogJson;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.file.AtomicFile;
import dev.loopline.kit.lease.Fence;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The catalog files of one folder, and copies of them in others. A file is replaced by rename and only if its bytes
 * change. A copy that cannot be written, or would lose something, holds up no other one. One thread at a time may {@link #write};
 * all may read.
 */
public final class CatalogFiles {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final String TEMPORARY_SUFFIX = ".loopline-tmp";

    private final Look look;
    private final Fence fence;
    private final List<Path> folders;
    private final List<Path> whereThere;
    private volatile @Nullable String held;
    private final LossGuard guard = new LossGuard();
    private final Map<CatalogKind, CatalogFile> current = new EnumMap<>(CatalogKind.class);

    /** Opens a look at the state. */
    @FunctionalInterface
    public interface Look {
        CatalogReader open() throws SQLException;
    }

    /** @param folders the first is the one that is served */
    public CatalogFiles(Look look, List<Path> folders) {
        this(look, folders, List.of());
    }

    /**
     * @param folders the first is the one that is served
     * @param whereThere folders of other programs, which get copies while they exist
     */
    public CatalogFiles(Look look, List<Path> folders, List<Path> whereThere) {
        this(look, folders, whereThere, () -> {});
    }

    /**
     * @param folders the first is the one that is served
     * @param whereThere folders of other programs, which get copies while they exist
     * @param fence stands before each file that is replaced
     */
    public CatalogFiles(Look look, List<Path> folders, List<Path> whereThere, Fence fence) {
        this.fence = fence;
        this.look = look;
        this.folders = List.copyOf(folders);
        this.whereThere = List.copyOf(whereThere);
    }

    /** A file that stays the same while it is read, whatever replaces it. */
    public record Opened(CatalogFile file, InputStream content) {}

    /** What is written to a temporary file. */
    private record Draft(CatalogKind kind, Path temporary, long entries, long size, Sha256 sha256) {}

    /** Writes all four from one look at the state. @return what now stands on disk */
    public List<CatalogFile> write() throws SQLException, IOException {
        return write(EnumSet.allOf(CatalogKind.class), false);
    }

    /**
     * Writes these.
     *
     * @param acceptLoss whether files may be replaced that hold loops of which the state knows nothing
     * @return what now stands on disk of them
     * @throws LossRefusedException if that is so and not accepted; then nothing was written
     */
    public List<CatalogFile> write(Set<CatalogKind> kinds, boolean acceptLoss) throws SQLException, IOException {
        fence.require();
        try (CatalogReader reader = look.open()) {
            if (!acceptLoss) {
                guard.check(reader, files(folders, kinds));
            }
            held = null;
            List<Path> others = new ArrayList<>();
            for (Path folder : whereThere) {
                if (Files.isDirectory(folder) && (acceptLoss || isSafe(reader, folder, kinds))) {
                    others.add(folder);
                }
            }
            Instant generatedAt = reader.generatedAt();
            long change = reader.change();
            List<CatalogFile> written = new ArrayList<>();
            for (CatalogKind kind : kinds) {
                Draft draft = draft(reader, kind, generatedAt);
                try {
                    fence.require();
                    others.forEach(folder -> tryToCopy(draft, folder));
                    written.add(publish(draft, generatedAt, change));
                } finally {
                    Files.deleteIfExists(draft.temporary());
                }
            }
            return written;
        }
    }

    /** Why a folder of another program does not get its copies; empty if it does. */
    public Optional<String> held() {
        return Optional.ofNullable(held);
    }

    private boolean isSafe(CatalogReader reader, Path folder, Set<CatalogKind> kinds) throws SQLException {
        try {
            guard.check(reader, files(List.of(folder), kinds));
            return true;
        } catch (IOException e) {
            held = folder + ": " + e.getMessage();
            return false;
        }
    }

    private void tryToCopy(Draft draft, Path folder) {
        try {
            copy(draft, folder);
        } catch (IOException e) {
            held = folder + " cannot be written: " + e.getMessage();
        }
    }

    private static List<Path> files(List<Path> folders, Set<CatalogKind> kinds) {
        return folders.stream()
                .flatMap(folder -> kinds.stream().map(kind -> folder.resolve(kind.fileName())))
                .toList();
    }

    /** The files as they were last written; empty before the first time. */
    public synchronized List<CatalogFile> current() {
        return List.copyOf(current.values());
    }

    /** Opens a file for reading; empty before it was first written. */
    public synchronized Optional<Opened> open(CatalogKind kind) throws IOException {
        CatalogFile file = current.get(kind);
        return file == null
                ? Optional.empty()
                : Optional.of(new Opened(file, Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS)));
    }

    private Draft draft(CatalogReader reader, CatalogKind kind, Instant generatedAt) throws IOException, SQLException {
        Path temporary = folders.get(0).resolve("." + kind.fileName() + TEMPORARY_SUFFIX);
        Files.deleteIfExists(temporary);
        MessageDigest digest = Sha256.newDigest();
        AtomicLong entries = new AtomicLong();
        try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(
                        new DigestOutputStream(Channels.newOutputStream(channel), digest), BUFFER_BYTES)) {
            text(out, head(kind, generatedAt));
            reader.entries(kind, entry -> {
                text(out, (entries.getAndIncrement() == 0 ? "\n" : ",\n") + CatalogJson.INDENT);
                text(out, entry);
            });
            text(out, entries.get() == 0 ? "]\n}\n" : "\n  ]\n}\n");
            out.flush();
            channel.force(true);
            return new Draft(kind, temporary, entries.get(), channel.size(), Sha256.finish(digest));
        }
    }

    private static String head(CatalogKind kind, Instant generatedAt) {
        return "{\n  \"version\": \"" + CatalogKind.VERSION + "\",\n  \"generated_at_utc\": \""
                + CatalogTime.format(generatedAt) + "\",\n  \"source\": \"" + CatalogKind.SOURCE + "\",\n  \""
                + kind.plural() + "\": [";
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized CatalogFile publish(Draft draft, Instant generatedAt, long change) throws IOException {
        for (Path folder : folders.subList(1, folders.size())) {
            copy(draft, folder);
        }
        Path path = folders.get(0).resolve(draft.kind().fileName());
        if (!holds(path, draft)) {
            AtomicFile.move(draft.temporary(), path);
        }
        guard.written(path);
        CatalogFile file =
                new CatalogFile(draft.kind(), path, draft.entries(), draft.size(), draft.sha256(), generatedAt, change);
        current.put(draft.kind(), file);
        return file;
    }

    private void copy(Draft draft, Path folder) throws IOException {
        Path copy = folder.resolve(draft.kind().fileName());
        if (!holds(copy, draft)) {
            Path temporary = folder.resolve("." + draft.kind().fileName() + TEMPORARY_SUFFIX);
            Files.copy(draft.temporary(), temporary, StandardCopyOption.REPLACE_EXISTING);
            AtomicFile.move(temporary, copy);
        }
        guard.written(copy);
    }

    /** Whether the file has these very bytes already. */
    private static boolean holds(Path path, Draft draft) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != draft.size()) {
            return false;
        }
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = Files.newInputStream(path);
                OutputStream nowhere = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(nowhere);
        }
        return Sha256.finish(digest).equals(draft.sha256());
    }
}
