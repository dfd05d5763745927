package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the archives are: a folder, or a bucket. Safe for all threads and for several bundlers on one place.
 *
 * <p>An archive appears whole or not at all, and an older revision never counts for more than a newer one.
 */
public interface BundleStore extends AutoCloseable {

    /** The place for people, such as "the bundle folder /data/production_bundles". */
    String place();

    /** The folder in which archives are written, and lie until they are committed. */
    Path workFolder();

    /** The same for people. */
    String workPlace();

    /** A file name for a new archive. The caller deletes it if all fails. */
    Path newTemporaryFile();

    /** What the store has of a bundle. A bucket is listed once for it, a folder is read whenever the look is asked. */
    Look look(BundleId id) throws IOException;

    /** What is known about a bundle; says nothing about whether its archive is still there. */
    default Optional<IndexEntry> entry(BundleId id) throws IOException {
        return look(id).entry();
    }

    /** Whether there is an archive of this bundle, of any bundler. */
    default boolean hasArchive(BundleId id) throws IOException {
        return look(id).hasArchive();
    }

    /**
     * Whether the archive is there and the one that the entry describes. How it looks from outside decides; if that is not enough, as
     * after a restore from a backup, its content does.
     */
    boolean holds(IndexEntry entry) throws IOException;

    /**
     * Makes archives visible, all of them durable on return.
     *
     * @return for each what became of it
     */
    List<Placement> commit(List<StagedArchive> staged) throws IOException;

    /**
     * Notes that the archive that is there is also the one of this revision.
     *
     * @return whether it is there; if not, nothing is noted
     */
    boolean confirm(BundleId id, long revision) throws IOException;

    /**
     * Takes an archive over of which nothing is noted, if it is the one that was announced.
     *
     * @param archive what to note; its file is not used
     * @return whether it was taken over
     */
    boolean adopt(StagedArchive archive) throws IOException;

    /**
     * Announces an archive that was packed again.
     *
     * @return false if there is a newer one, or none, and nothing was announced
     */
    boolean announce(BundleId id, long revision, Runnable announcement) throws IOException;

    /** The turn to look after the archives; empty if another bundler has it. */
    Optional<Turn> tryTurn() throws IOException;

    /** Compares the archives with what is noted of them; to be kept, because it remembers what it has read. */
    ArchiveScan scan();

    /**
     * Notes that a loop has no result any more. The archive stays: it may be the only copy.
     *
     * @param revision the revision that says so; 0 if it is not known
     * @param at when that was said
     */
    void withdraw(BundleId id, long revision, Instant at) throws IOException;

    /**
     * Removes what is left of a withdrawn loop for good. What is known about it stays, so that a late event of an older
     * revision does not bring it back.
     *
     * @param judged the entry that this was decided on; if it says something else by now, nothing is removed
     * @return whether it was removed
     */
    boolean remove(BundleId id, IndexEntry judged) throws IOException;

    /** Whether a program beside this one has the archive under a name of its own. */
    boolean isShared(BundleId id) throws IOException;

    /** When the loop was withdrawn; for an entry that does not say, when it was written. */
    Instant withdrawnSince(BundleId id, IndexEntry entry) throws IOException;

    /** The archive of a bundle with its digest. An archive of which nothing is noted may be read once to compute it. */
    Optional<StoredArchive> find(BundleId id) throws IOException;

    /** The archive of a bundle that has this content, if the place keeps it; else what {@link #find} finds. */
    default Optional<StoredArchive> find(BundleId id, Sha256 wanted) throws IOException {
        return find(id);
    }

    /** The bytes of a bundle's archive, whether they are those that were noted or not. */
    ArchiveBytes bytes(BundleId id) throws IOException;

    /** The bytes of an archive that is noted. */
    ArchiveBytes bytes(KnownArchive archive);

    /** The entry of a bundle, if the archive is as it was when the entry was written. */
    Optional<IndexEntry> untouched(BundleId id) throws IOException;

    /** The same for an archive in the list, as of that list. */
    default Optional<IndexEntry> untouched(Listed listed) throws IOException {
        return untouched(listed.id());
    }

    /** The archives, sorted by id. */
    List<Listed> list() throws IOException;

    /**
     * One archive in the list.
     *
     * @param sizeBytes its size
     */
    record Listed(BundleId id, long sizeBytes) {}

    /** What the store has of a bundle: its entry and its archive. */
    interface Look {

        /** What is known about the bundle, as of the look; empty if nothing is. */
        Optional<IndexEntry> entry() throws IOException;

        /** Whether there is an archive of the bundle, of any bundler. */
        boolean hasArchive();

        /** {@link BundleStore#holds} for the entry of this look; false without one. */
        boolean isWhole() throws IOException;

        /** Whether the archive is as it was when the entry was written. */
        boolean isUntouched() throws IOException;

        /** Whether the entry is of a newer revision, and its archive is there or is gone because the loop was withdrawn. */
        default boolean isSettledBeyond(long revision) throws IOException {
            Optional<IndexEntry> known = entry();
            return known.isPresent()
                    && known.get().revision() > revision
                    && (known.get().withdrawn() || hasArchive());
        }
    }

    /** The turn to look after the archives, until it is closed. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    void close() throws IOException;
}
