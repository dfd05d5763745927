package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Unassigned;
import dev.loopline.watcher.register.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the watch loop saw last. Written by the loop, read by all threads. */
public final class WatchBoard {

    /** A look at the home and its registry takes less; a network drive that hangs does not. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private final ConcurrentMap<LoopKey, Verdict> open = new ConcurrentHashMap<>();
    private final ConcurrentMap<LoopKey, Verdict.SourceRemoved> removed = new ConcurrentHashMap<>();
    private final ConcurrentMap<LoopKey, String> failures = new ConcurrentHashMap<>();
    private volatile List<Unassigned> unassigned = List.of();
    private final LongAdder registrations = new LongAdder();
    private volatile int discovered;
    private volatile @Nullable Instant lastScanAt;
    private volatile Duration lastScanTook = Duration.ZERO;
    private volatile @Nullable String problem;
    private volatile @Nullable String homeProblem;
    private volatile @Nullable Instant troubleSince;
    private volatile long askedNanos;
    private volatile boolean isAsked;
    private volatile @Nullable String eventProblem;
    private volatile long heartbeatNanos = System.nanoTime();

    /** Notes a verdict; a loop that is registered is not open any more. */
    void note(Verdict verdict) {
        if (verdict instanceof Verdict.SourceRemoved gone) {
            removed.put(verdict.key(), gone);
        } else {
            removed.remove(verdict.key());
        }
        boolean closed = verdict instanceof Verdict.Unchanged
                || verdict instanceof Verdict.Ready
                || verdict instanceof Verdict.SourceRemoved;
        if (closed) {
            open.remove(verdict.key());
            failures.remove(verdict.key());
        } else {
            open.put(verdict.key(), verdict);
        }
    }

    void registered(int count) {
        registrations.add(count);
    }

    void failed(LoopKey key, String reason) {
        failures.put(key, reason);
    }

    /** Forgets loops that are not there any more. What is gone of registered loops is shown until it is back. */
    void keepOnly(Set<LoopKey> present) {
        open.keySet().retainAll(present);
        failures.keySet().retainAll(present);
    }

    /** Forgets what was gone of a loop. */
    void withdrawn(LoopKey loop) {
        removed.remove(loop);
    }

    /** The loops of {@link #open}, without order. */
    Set<LoopKey> openKeys() {
        return Set.copyOf(open.keySet());
    }

    void scanned(int loops, List<Unassigned> left, Instant at, Duration took) {
        discovered = loops;
        unassigned = left;
        lastScanTook = took;
        lastScanAt = at;
    }

    void beat() {
        heartbeatNanos = System.nanoTime();
    }

    void problem(@Nullable String sentence) {
        problem = sentence;
        noteTime();
    }

    /** Why the home or its registry cannot be worked with, as the regular look at them found. */
    void homeProblem(@Nullable String sentence) {
        homeProblem = sentence;
        noteTime();
    }

    private void noteTime() {
        boolean isOver = problem == null && homeProblem == null;
        if (isOver || troubleSince == null) {
            troubleSince = isOver ? null : Instant.now();
        }
    }

    /** The home is about to be looked at. */
    void homeAsked() {
        askedNanos = System.nanoTime();
        isAsked = true;
    }

    void homeAnswered() {
        isAsked = false;
    }

    Optional<String> homeProblem() {
        return Optional.ofNullable(homeProblem);
    }

    /** Why the last round did not go through, if so. */
    Optional<String> roundProblem() {
        return Optional.ofNullable(problem);
    }

    void eventProblem(@Nullable String sentence) {
        eventProblem = sentence;
    }

    /** Loops that are not registered, or whose newest state is not, with what is known of them. */
    public SortedMap<LoopKey, Verdict> open() {
        return new TreeMap<>(open);
    }

    /** Loops that are finished and could not be registered, with the reason. */
    public Map<LoopKey, String> failures() {
        return new TreeMap<>(failures);
    }

    /** Registered loops of which files are gone. */
    public SortedMap<LoopKey, Verdict.SourceRemoved> removed() {
        return new TreeMap<>(removed);
    }

    /** What is gone of a registered loop. */
    public Optional<Verdict.SourceRemoved> removal(LoopKey loop) {
        return Optional.ofNullable(removed.get(loop));
    }

    public List<Unassigned> unassigned() {
        return unassigned;
    }

    /** How often a loop got a new revision since the start. */
    public long registrations() {
        return registrations.sum();
    }

    public int discovered() {
        return discovered;
    }

    public Optional<Instant> lastScanAt() {
        return Optional.ofNullable(lastScanAt);
    }

    public Duration lastScanTook() {
        return lastScanTook;
    }

    /** Why nothing is found at the moment, if so. */
    public Optional<String> problem() {
        Duration asked = Duration.ofNanos(System.nanoTime() - askedNanos);
        if (isAsked && asked.compareTo(LONGEST_ANSWER) > 0) {
            return Optional.of("the drive of the RD-Agent home has not answered for " + asked.toSeconds() + " s");
        }
        return homeProblem().or(this::roundProblem);
    }

    /** Since when there is a problem, by the clock of this machine; a moment ago if that is not known yet. */
    public Instant problemSince() {
        Instant since = troubleSince;
        return since == null ? Instant.now() : since;
    }

    /** Why some file events do not arrive, if so. */
    public Optional<String> eventProblem() {
        return Optional.ofNullable(eventProblem);
    }

    /** How long ago the loop last moved. */
    public Duration sinceHeartbeat() {
        return Duration.ofNanos(System.nanoTime() - heartbeatNanos);
    }
}
