package dev.loopline.watcher.home;

import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says that one watcher owns a home: a file beside the registry that its owner refreshes. It works where file locks do not, on
 * network drives and between Windows and WSL. Whether an owner is silent is judged by its file alone, which must stand
 * unchanged for a while by this process' own monotonic clock; no two machines' clocks are compared. Safe for all threads.
 */
public final class HomeLease implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(HomeLease.class);
    private static final String NAME = "loopline-owner.json";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    /** Two watchers that take over a silent lease at the same moment see after this time whose file stands. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    private final Place place;
    private final Duration stale;
    private final Runnable lost;
    private final String start = UUID.randomUUID().toString();
    private final @Nullable String newRegistry;
    private int loops;
    private long beat;
    private @Nullable String home;
    private boolean isClosed;
    private volatile boolean isLost;
    private volatile long renewedNanos;

    /**
     * Where a lease is kept.
     *
     * @param registry the registry's file; the lease lies beside it
     * @param memory a second copy outside the home, which says what was there when the home comes back without it; or null
     */
    public record Place(Path registry, @Nullable Path memory) {

        Path file() {
            return registry.resolveSibling(NAME);
        }

        /** How many loops the registry knew when a watcher last looked after it; 0 if none did. */
        public int knownLoops() throws IOException {
            int here = LeaseHolder.read(file()).map(LeaseHolder::loops).orElse(0);
            return Math.max(here, remembered().map(LeaseHolder::loops).orElse(0));
        }

        /** Whether this word for a new registry was followed before: each counts once. */
        public boolean isFollowed(String word) throws IOException {
            return LeaseHolder.read(file())
                            .filter(holder -> word.equals(holder.newRegistry()))
                            .isPresent()
                    || remembered()
                            .filter(holder -> word.equals(holder.newRegistry()))
                            .isPresent();
        }

        /** The id that the home had when a watcher last looked after it; empty if none did. */
        public Optional<String> home() throws IOException {
            Optional<String> here = LeaseHolder.read(file()).map(LeaseHolder::home);
            return here.isPresent() ? here : remembered().map(LeaseHolder::home);
        }

        private Optional<LeaseHolder> remembered() throws IOException {
            return memory == null
                    ? Optional.empty()
                    : LeaseHolder.read(memory)
                            .filter(holder -> registry.toString().equals(holder.registry()));
        }
    }

    private HomeLease(Place place, Duration stale, @Nullable String newRegistry, Runnable lost) {
        this.place = place;
        this.stale = stale;
        this.newRegistry = newRegistry;
        this.lost = lost;
    }

    /**
     * Takes the lease. One whose owner has ended is taken at once, one that may be silent after it stood unchanged for the stale
     * time.
     *
     * @param stale after so long without a refresh an owner counts as gone
     * @param newRegistry the word for a new registry that is followed now, or null
     * @param lost called once if another watcher takes the lease over
     * @throws HomeOwnedException if another watcher refreshes it, in one sentence
     * @throws IOException if the folder cannot be read or written
     */
    public static HomeLease take(Place place, Duration stale, @Nullable String newRegistry, Runnable lost)
            throws IOException {
        HomeLease lease = new HomeLease(place, stale, newRegistry, lost);
        lease.loops = newRegistry == null ? place.knownLoops() : 0;
        lease.home = place.home().orElse(null);
        Files.createDirectories(Objects.requireNonNull(place.file().getParent()));
        lease.acquire();
        lease.remember();
        return lease;
    }

    private void acquire() throws IOException {
        String seen = null;
        long since = System.nanoTime();
        while (true) {
            Optional<String> text = LeaseHolder.text(place.file());
            Optional<LeaseHolder> holder = text.flatMap(LeaseHolder::parse);
            if (text.isEmpty()) {
                if (create()) {
                    return;
                }
            } else if (holder.filter(one -> one.ended() || one.isDead()).isPresent()) {
                write(false);
                return;
            } else if (!text.get().equals(seen)) {
                refuseIfRefreshed(seen, holder);
                seen = text.get();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > stale.toNanos()) {
                takeOver(holder);
                return;
            }
            pause(BETWEEN_LOOKS);
        }
    }

    private void refuseIfRefreshed(@Nullable String before, Optional<LeaseHolder> holder) {
        if (before != null && holder.isPresent()) {
            throw refusal(holder.get());
        }
        LOG.warnf(
                "The home may have an owner; waiting to see whether it is silent. file=%s owner=%s",
                place.file(), holder.map(LeaseHolder::words).orElse("unknown"));
    }

    private void takeOver(Optional<LeaseHolder> silent) throws IOException {
        LOG.warnf(
                "Taking the home over from an owner that was silent. file=%s owner=%s",
                place.file(), silent.map(LeaseHolder::words).orElse("unknown"));
        write(false);
        pause(SETTLING);
        Optional<LeaseHolder> standing = LeaseHolder.read(place.file());
        if (standing.filter(one -> !one.start().equals(start)).isPresent()) {
            throw refusal(standing.get());
        }
    }

    private HomeOwnedException refusal(LeaseHolder owner) {
        return new HomeOwnedException("another Loopline watches this RD-Agent home (" + owner.words() + ", see "
                + place.file() + "); end that one first, for a home has one owner");
    }

    private boolean create() throws IOException {
        try {
            Files.write(place.file(), holder(false).bytes(), StandardOpenOption.CREATE_NEW);
            renewedNanos = System.nanoTime();
            return true;
        } catch (FileAlreadyExistsException e) {
            LOG.debugf("Another watcher was first. file=%s", place.file());
            return false;
        }
    }

    /**
     * Refreshes the lease, at most every few seconds.
     *
     * @param known how many loops the registry knows
     * @throws IOException if the home cannot be read or written
     */
    public synchronized void renew(int known) throws IOException {
        if (isLost || isClosed) {
            return;
        }
        Optional<LeaseHolder> standing = LeaseHolder.read(place.file());
        if (standing.filter(one -> !one.start().equals(start)).isPresent()) {
            isLost = true;
            LOG.fatalf(
                    "Another Loopline has taken this home over; ending. file=%s owner=%s",
                    place.file(), standing.get().words());
            lost.run();
            return;
        }
        boolean remember = known != loops;
        loops = known;
        write(false);
        if (remember) {
            remember();
        }
    }

    /** The id of the home, as far as it was known before. */
    public synchronized Optional<String> home() {
        return Optional.ofNullable(home);
    }

    /** Remembers the id of the home, for when it comes back without its file. */
    public synchronized void named(String id) throws IOException {
        if (!id.equals(home)) {
            home = id;
            write(false);
            remember();
        }
    }

    /** Whether the home may be worked on; asks the file first if it was not refreshed for long, as after a freeze. */
    public boolean isHeld() {
        if (!isLost && System.nanoTime() - renewedNanos > stale.toNanos()) {
            try {
                renew(loops);
            } catch (IOException e) {
                LOG.debugf("The lease cannot be refreshed. file=%s reason=%s", place.file(), e);
                return false;
            }
        }
        return !isLost;
    }

    /** Gives the home back; the next watcher takes it at once. */
    @Override
    public synchronized void close() {
        isClosed = true;
        try {
            boolean ours = LeaseHolder.read(place.file())
                    .filter(one -> one.start().equals(start))
                    .isPresent();
            if (ours) {
                write(true);
            }
        } catch (IOException e) {
            LOG.warnf("The home cannot be given back; the next watcher waits. file=%s reason=%s", place.file(), e);
        }
    }

    private void write(boolean ended) throws IOException {
        Path temporary = place.file().resolveSibling("." + NAME + "." + start + ".tmp");
        AtomicFile.replace(place.file(), temporary, holder(ended).bytes());
        renewedNanos = System.nanoTime();
    }

    private void remember() throws IOException {
        Path memory = place.memory();
        if (memory != null) {
            Files.createDirectories(Objects.requireNonNull(memory.getParent()));
            AtomicFile.replace(
                    memory,
                    memory.resolveSibling(memory.getFileName() + ".tmp"),
                    holder(false).bytes());
        }
    }

    private LeaseHolder holder(boolean ended) {
        beat++;
        return new LeaseHolder(
                start,
                LeaseHolder.thisHost(),
                LeaseHolder.thisSystem(),
                ProcessHandle.current().pid(),
                beat,
                Instant.now().toString(),
                place.registry().toString(),
                loops,
                newRegistry,
                home,
                ended);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the home", e);
        }
    }
}
