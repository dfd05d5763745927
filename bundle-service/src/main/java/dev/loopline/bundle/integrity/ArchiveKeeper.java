package dev.loopline.bundle.integrity;

import dev.loopline.bundle.store.ArchiveScan;
import dev.loopline.bundle.store.ArchiveScan.Look;
import dev.loopline.bundle.store.ArchiveScan.Sign;
import dev.loopline.bundle.store.ArchiveScan.Suspect;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.KnownArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.kit.integrity.PacedDigest;
import dev.loopline.kit.integrity.Rotation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the archives what they were when they were written. {@link #look} and {@link #mend} belong to one thread, {@link #read}
 * to another; {@link #damages} is for all.
 *
 * <p>A look finds what has another size or is gone. Where only the time differs, the content decides, and it is read soon; the
 * content of all others is read in rotation, slowly.
 */
public final class ArchiveKeeper {

    private static final Logger LOG = Logger.getLogger(ArchiveKeeper.class);
    private static final String OTHER_CONTENT = "its content is not the one that was written";

    private final BundleStore store;
    private final ArchiveScan scan;
    private final Mender mender;
    private final Reading reading;
    private final Clock clock;
    private final Damages damages = new Damages();
    /** Archives that only their content can judge. */
    private final Set<String> unread = new LinkedHashSet<>();

    /**
     * How the content of archives is read.
     *
     * @param digest reads slowly
     * @param rotation whose turn it is
     */
    public record Reading(PacedDigest digest, Rotation<String> rotation) {}

    public ArchiveKeeper(BundleStore store, Mender mender, Reading reading, Clock clock) {
        this.store = store;
        this.scan = store.scan();
        this.mender = mender;
        this.reading = reading;
        this.clock = clock;
    }

    /** What is damaged and not yet packed again, the longest first. */
    public List<Damage> damages() {
        return damages.all();
    }

    /** All archives that should be there, by id. */
    public NavigableMap<String, KnownArchive> archives() {
        return scan.archives();
    }

    /**
     * Looks at all archives from outside.
     *
     * @throws IOException if the folder is not there or cannot be read; then nothing is known to be damaged
     */
    public void look() throws IOException {
        if (!scan.isThere()) {
            throw new NoSuchFileException(store.place());
        }
        Map<LoopKey, Suspect> suspects = new HashMap<>();
        scan.look().forEach(suspect -> suspects.put(suspect.archive().loop(), suspect));
        for (Damage damage : damages.all()) {
            Suspect suspect = suspects.get(damage.loop());
            if (!isSame(damage, suspect)) {
                forget(damage, suspect == null);
            }
        }
        for (Suspect suspect : suspects.values()) {
            judge(suspect);
        }
    }

    /** Packs again what is damaged and due, and what was announced if the folder may be an older one. */
    public void mend() throws InterruptedException {
        Set<LoopKey> due = damages.due(clock.instant()).keySet();
        if (!due.isEmpty()) {
            mend(due);
        }
        if (scan.mayBeOlder()) {
            catchUp();
        }
    }

    private void mend(Set<LoopKey> due) throws InterruptedException {
        Outcomes outcomes = new Outcomes();
        String why =
                "its event is not on the topic any more, so it cannot be packed again by itself; ask for a backfill of"
                        + " this loop";
        try {
            mender.mend(due::contains, outcomes);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("Archives could not be packed again; trying again. archives=%d failure=%s", due.size(), e);
            why = "it cannot be packed again yet: " + e.getMessage();
        }
        for (LoopKey loop : due) {
            if (!outcomes.told.contains(loop)) {
                outcomes.failed(loop, why);
            }
        }
    }

    private void catchUp() throws InterruptedException {
        try {
            mender.catchUp(new Outcomes());
            scan.isUpToDate();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("What was announced could not be compared with the folder; trying again. failure=%s", e);
        }
    }

    /**
     * Reads the archive whose turn it is and compares its content.
     *
     * @return the archive; empty if it is no one's turn
     */
    public Optional<KnownArchive> read() throws InterruptedException {
        Optional<KnownArchive> archive = next();
        try {
            if (archive.isPresent()) {
                compare(archive.get());
            }
        } catch (IOException e) {
            LOG.debugf("An archive could not be read; the next look will tell. failure=%s", e);
        }
        return archive;
    }

    private Optional<KnownArchive> next() {
        synchronized (unread) {
            for (String id : Set.copyOf(unread)) {
                unread.remove(id);
                if (scan.archive(id).isPresent()) {
                    return scan.archive(id);
                }
            }
        }
        return reading.rotation().next(scan.ids()).flatMap(scan::archive);
    }

    private void compare(KnownArchive archive) throws IOException, InterruptedException {
        Optional<Look> before = scan.lookAt(archive);
        if (before.isEmpty()) {
            return;
        }
        Sha256 found = reading.digest().of(store.bytes(archive).open());
        boolean isMoving = !scan.lookAt(archive).equals(before);
        if (isMoving) {
            return; // it is being written to, or was replaced by a newer one
        }
        boolean isWhole = found.equals(archive.sha256());
        if (!isWhole && scan.distrust(archive)) {
            add(archive, before.get(), OTHER_CONTENT);
        }
        if (isWhole && scan.sign(archive).equals(Optional.of(Sign.OTHER_TIME))) {
            scan.note(archive, before.get(), found);
            store.confirm(archive.id(), archive.revision());
        }
    }

    private void judge(Suspect suspect) throws IOException {
        LoopKey loop = suspect.archive().loop();
        if (damages.of(loop).isPresent()) {
            return;
        }
        if (suspect.sign() == Sign.OTHER_TIME) {
            synchronized (unread) {
                unread.add(suspect.archive().id().value());
            }
        } else if (scan.isStill(suspect)) {
            add(
                    suspect.archive(),
                    scan.lookAt(suspect.archive()).orElse(null),
                    suspect.sign().clause());
        }
    }

    private void add(KnownArchive archive, @Nullable Look look, String sign) {
        if (damages.add(Damage.of(archive, look, sign, clock.instant()))) {
            LOG.warnf(
                    "An archive is not the one that was written. taskRunId=%s loopId=%d bundleId=%s reason=\"%s\"",
                    archive.loop().taskRunId(), archive.loop().loopId(), archive.id(), sign);
        }
    }

    private void forget(Damage damage, boolean isWhole) {
        if (damages.remove(damage.loop()) && isWhole) {
            LOG.infof(
                    "An archive is whole again. taskRunId=%s loopId=%d",
                    damage.loop().taskRunId(), damage.loop().loopId());
        }
    }

    /** Whether nothing has changed since the damage was found. */
    private boolean isSame(Damage damage, @Nullable Suspect suspect) throws IOException {
        KnownArchive then = damage.archive();
        if (then == null) {
            return !store.hasArchive(BundleId.of(damage.loop()));
        }
        if (suspect == null) {
            return false;
        }
        KnownArchive now = suspect.archive();
        return then.revision() == now.revision()
                && then.sha256().equals(now.sha256())
                && Objects.equals(damage.look(), scan.lookAt(now).orElse(null));
    }

    private final class Outcomes implements Mender.Results {

        private final Set<LoopKey> told = new HashSet<>();

        @Override
        public void mended(LoopKey loop, String how) {
            told.add(loop);
            damages.remove(loop);
            LOG.infof(
                    "A lost, damaged or older archive is the one that was announced again. taskRunId=%s loopId=%d %s",
                    loop.taskRunId(), loop.loopId(), how);
        }

        @Override
        public void withdrawn(LoopKey loop) {
            told.add(loop);
            damages.remove(loop);
        }

        @Override
        public void failed(LoopKey loop, String why) {
            told.add(loop);
            damages.failed(loop, why, clock.instant());
        }
    }
}
