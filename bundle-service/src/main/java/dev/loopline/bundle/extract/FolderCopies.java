package dev.loopline.bundle.extract;

import dev.loopline.bundle.store.ArchiveScan;
import dev.loopline.bundle.store.ArchiveScan.Suspect;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.bundle.store.KnownArchive;
import dev.loopline.bundle.store.StagedArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Copies the archives of a bucket into a folder, also those that other bundlers packed: AIstock's scripts and the initialisation guide
 * look for archives there. What was lost or changed in the folder is fetched again. One process at a time, one thread.
 */
public final class FolderCopies {

    private static final Logger LOG = Logger.getLogger(FolderCopies.class);

    private final BundleStore source;
    private final FolderStore folder;
    private final ArchiveScan there;
    private final ArchiveScan here;

    /**
     * @param source where the archives are
     * @param folder where copies of them are to be
     */
    public FolderCopies(BundleStore source, FolderStore folder) {
        this.source = source;
        this.folder = folder;
        this.there = source.scan();
        this.here = folder.scan();
    }

    /** The copies, by id. */
    public NavigableMap<String, KnownArchive> archives() {
        return here.archives();
    }

    /**
     * Fetches what is missing and notes what was withdrawn.
     *
     * @return how many archives were fetched
     */
    public int refresh() throws IOException {
        if (!here.isThere()) {
            throw new IOException(folder.place() + " is not there; mount its disk");
        }
        there.look();
        Set<String> suspects = new HashSet<>();
        for (Suspect suspect : here.look()) {
            suspects.add(suspect.archive().id().value());
        }
        int fetched = 0;
        for (KnownArchive archive : there.archives().values()) {
            fetched += follow(archive, suspects.contains(archive.id().value())) ? 1 : 0;
        }
        for (String id : there.ids()) {
            if (there.archive(id).isEmpty() && here.archive(id).isPresent()) {
                withdraw(new BundleId(id));
            }
        }
        here.look();
        return fetched;
    }

    /** Removes copies of archives that are gone for good. */
    public void removeGone() throws IOException {
        for (BundleStore.Listed listed : folder.list()) {
            Optional<IndexEntry> copy = folder.entry(listed.id()).filter(IndexEntry::withdrawn);
            if (copy.isPresent() && source.entry(listed.id()).isPresent() && !source.hasArchive(listed.id())) {
                folder.remove(listed.id(), copy.get());
            }
        }
    }

    /** @return whether the archive was fetched */
    private boolean follow(KnownArchive archive, boolean isSuspect) throws IOException {
        Optional<KnownArchive> copy = here.archive(archive.id().value());
        boolean isSame =
                copy.filter(one -> one.sha256().equals(archive.sha256())).isPresent();
        boolean isNewer =
                copy.filter(one -> one.revision() > archive.revision()).isPresent();
        if (isNewer || (isSame && !isSuspect && copy.get().revision() == archive.revision())) {
            return false;
        }
        Optional<IndexEntry> noted = folder.entry(archive.id());
        boolean isWhole = isSame && noted.isPresent() && folder.holds(noted.get());
        return isWhole ? !folder.confirm(archive.id(), archive.revision()) : fetch(archive);
    }

    private boolean fetch(KnownArchive archive) throws IOException {
        Optional<IndexEntry> entry = source.entry(archive.id())
                .filter(noted -> noted.bundle().sha256().equals(archive.sha256()));
        if (entry.isEmpty()) {
            return false; // it was replaced meanwhile
        }
        Path fresh = folder.newTemporaryFile();
        try {
            MessageDigest digest = Sha256.newDigest();
            try (InputStream content =
                    new DigestInputStream(source.bytes(archive).open(), digest)) {
                Files.copy(content, fresh);
            }
            if (!Sha256.finish(digest).equals(archive.sha256())) {
                LOG.debugf("An archive is damaged, which its keeper will find. bundleId=%s", archive.id());
                return false;
            }
            folder.commit(List.of(new StagedArchive(
                    fresh,
                    entry.get().revision(),
                    entry.get().claim(),
                    entry.get().bundle())));
            return true;
        } catch (NoSuchFileException e) {
            LOG.debugf("An archive is gone, which its keeper will find. bundleId=%s", archive.id());
            return false;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void withdraw(BundleId id) throws IOException {
        Optional<IndexEntry> entry = source.entry(id).filter(IndexEntry::withdrawn);
        if (entry.isPresent()) {
            Instant at = entry.get().withdrawnAt();
            folder.withdraw(id, entry.get().revision(), at == null ? Instant.now() : at);
        }
    }
}
