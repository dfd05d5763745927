package dev.loopline.bundle.store;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Compares the archives with what was noted when they were written, and what is noted with what was noted before. Archives of
 * withdrawn loops are left alone. {@link #look}, {@link #mayBeOlder} and {@link #isUpToDate} are for one thread, the other methods
 * for all.
 */
public interface ArchiveScan {

    /** What seems to be wrong with an archive. */
    enum Sign {
        LOST("it is not there"),
        OTHER_SIZE("it has another size than the one that was written"),
        /** The content may be right: a backup that was put back, a copy of itself. */
        OTHER_TIME("it was written to"),
        UNANNOUNCED("it was packed again and is still to be announced");

        private final String clause;

        Sign(String clause) {
            this.clause = clause;
        }

        public String clause() {
            return clause;
        }
    }

    record Suspect(KnownArchive archive, Sign sign) {}

    /**
     * How an archive looks from outside.
     *
     * @param identity of the file; of an object, its entity tag
     */
    record Look(long sizeBytes, Instant modifiedAt, String identity) {}

    /**
     * Looks at every archive from outside.
     *
     * @throws IOException if the place cannot be read; then nothing is known to be wrong
     */
    List<Suspect> look() throws IOException;

    /** All archives that are noted, by id. */
    NavigableMap<String, KnownArchive> archives();

    /** Ids of what is noted, as a view: withdrawn loops are among them. */
    NavigableSet<String> ids();

    /** An archive that is noted; empty for that of a withdrawn loop. */
    Optional<KnownArchive> archive(String id);

    /** What seems to be wrong with an archive now; empty if it looks as it was written. */
    Optional<Sign> sign(KnownArchive archive) throws IOException;

    /** How an archive looks now; empty if it is not there. */
    Optional<Look> lookAt(KnownArchive archive) throws IOException;

    /** Notes the digest of an archive that looks like this, so that it need not be read again. */
    void note(KnownArchive archive, Look look, Sha256 found);

    /**
     * Whether what is noted here may be older than what was announced: it was never compared, the place is another one than before,
     * or entries became older, as when a backup is put back.
     */
    boolean mayBeOlder();

    /** What was announced is noted, or known to be damaged, as of the last look. */
    void isUpToDate();

    /**
     * The content of an archive is not the one that was written, although it looks so. Until it is packed again, it is taken for
     * another one.
     *
     * @param judged the archive as it was read; if it was replaced meanwhile, nothing is noted
     */
    boolean distrust(KnownArchive judged) throws IOException;

    /** Whether an archive still is not what was noted of it, when no bundler is putting another one in its place. */
    boolean isStill(Suspect suspect) throws IOException;

    /** @return false if the place, or what the store keeps in it, is missing */
    boolean isThere() throws IOException;
}
