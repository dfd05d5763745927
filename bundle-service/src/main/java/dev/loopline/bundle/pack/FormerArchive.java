package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.FormerMembers.Kept;
import dev.loopline.bundle.store.ArchiveBytes;
import dev.loopline.bundle.store.ArchiveBytes.LocalFile;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.StrictJson;
import dev.loopline.contracts.event.BundleManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The archive that a loop has, from which members are taken over into its next one. Read once, as a stream; only what its
 * manifest lists is taken, and each member is checked against the manifest's digest. For one loop and one thread.
 */
final class FormerArchive {

    /** Why a loop is rejected of which only an archive that cannot be read has some files. */
    static final String DAMAGED = "FORMER_ARCHIVE_DAMAGED";

    private static final int LARGEST_MANIFEST = 32 * 1024 * 1024;

    private final ArchiveBytes archive;
    private final BundleManifest manifest;
    private final Object state;

    FormerArchive(ArchiveBytes archive, BundleManifest manifest) throws IOException {
        this.archive = archive;
        this.manifest = manifest;
        this.state = archive.state();
    }

    /** The archive with the manifest that is in it; empty if it is no archive of ours, or of another loop. */
    static Optional<FormerArchive> read(ArchiveBytes archive, BundleId id) throws IOException {
        try (LocalFile local = archive.local()) {
            return read(archive, local.path(), id);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<FormerArchive> read(ArchiveBytes archive, Path file, BundleId id) throws IOException {
        try (TarArchiveInputStream tar = ArchiveContent.open(file)) {
            TarArchiveEntry first = tar.getNextEntry();
            if (first == null || !first.getName().equals(BundleManifest.FILE_NAME)) {
                return Optional.empty();
            }
            BundleManifest manifest =
                    StrictJson.mapper().readValue(tar.readNBytes(LARGEST_MANIFEST), BundleManifest.class);
            return manifest.assetBundleId().equals(id.value())
                    ? Optional.of(new FormerArchive(archive, manifest))
                    : Optional.empty();
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // no archive of ours: nothing of it can be checked, so nothing is taken
        }
    }

    BundleManifest manifest() {
        return manifest;
    }

    /**
     * Copies members into the new archive, in their order.
     *
     * @throws SourceChangedException if another archive took the place of this one meanwhile
     * @throws RejectedLoopException if the archive is damaged: packing without it would lose what only it has
     */
    void copy(List<Kept> members, TarGzWriter target)
            throws IOException, SourceChangedException, RejectedLoopException {
        if (members.isEmpty()) {
            return;
        }
        try (LocalFile local = archive.local()) {
            copy(members, local.path(), target);
        } catch (NoSuchFileException e) {
            throw new SourceChangedException(archive.toString());
        }
    }

    private void copy(List<Kept> members, Path file, TarGzWriter target)
            throws IOException, SourceChangedException, RejectedLoopException {
        Map<String, Kept> open = new HashMap<>();
        members.forEach(member -> open.put(member.former().name(), member));
        String trouble = "it lacks a member that its manifest lists";
        try (TarArchiveInputStream tar = ArchiveContent.open(file)) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null && !open.isEmpty();
                    entry = tar.getNextEntry()) {
                Kept kept = open.remove(entry.getName());
                if (kept != null) {
                    copy(kept, entry, tar, target);
                }
            }
        } catch (ClosedByInterruptException | ArchiveWriteException e) {
            throw e;
        } catch (ArchiveContent.DamagedException | NoSuchFileException e) {
            trouble = e.getMessage();
            open.put("", members.get(0));
        } catch (IOException e) {
            trouble = e.toString();
            open.put("", members.get(0));
        }
        if (!open.isEmpty()) {
            requireSame();
            throw new RejectedLoopException(
                    DAMAGED,
                    "files of the loop are gone and only its archive " + archive + " has them, but it cannot be read: "
                            + trouble + "; put a backup of it in its place, or move it away to do without them, then"
                            + " ask for a backfill of this loop");
        }
    }

    private static void copy(Kept kept, TarArchiveEntry entry, InputStream content, TarGzWriter target)
            throws IOException {
        if (!entry.isFile() || entry.getSize() != kept.former().sizeBytes()) {
            throw new ArchiveContent.DamagedException("'" + entry.getName() + "' is not what the manifest says");
        }
        try {
            Sha256 copied = target.add(kept.name(), kept.former().sizeBytes(), content);
            if (!copied.equals(kept.former().sha256())) {
                throw new ArchiveContent.DamagedException(
                        "'" + entry.getName() + "' has another digest than the manifest says");
            }
        } catch (SourceChangedException e) {
            throw new ArchiveContent.DamagedException("'" + entry.getName() + "' is cut off");
        }
    }

    private void requireSame() throws IOException, SourceChangedException {
        try {
            if (archive.state().equals(state)) {
                return;
            }
        } catch (NoSuchFileException e) {
            // then it is another one
        }
        throw new SourceChangedException(archive.toString());
    }
}
