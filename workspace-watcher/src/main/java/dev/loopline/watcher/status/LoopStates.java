package dev.loopline.watcher.status;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.Verdict;
import dev.loopline.watcher.watch.WatchBoard;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings together what is registered and what is seen. Safe for all threads. */
@Singleton
public class LoopStates {

    private final LoopBook book;
    private final WatchBoard board;

    LoopStates(LoopBook book, WatchBoard board) {
        this.book = book;
        this.board = board;
    }

    /** Loops in the order of their keys. */
    List<LoopView> page(int limit, int offset) {
        SortedMap<LoopKey, Verdict> open = board.open();
        SortedMap<LoopKey, Optional<KnownLoop>> all = new TreeMap<>();
        open.keySet().forEach(key -> all.put(key, Optional.empty()));
        book.all().forEach(loop -> all.put(loop.key(), Optional.of(loop)));
        return all.entrySet().stream()
                .skip(offset)
                .limit(limit)
                .map(entry -> view(entry.getKey(), entry.getValue().orElse(null), open.get(entry.getKey())))
                .toList();
    }

    /**
     * Counts by state. {@code ended} are loops without a result of which nothing is here to register; {@code
     * source_removed} are registered loops of which files are gone.
     */
    Map<String, Integer> counts() {
        int running = 0;
        int settling = 0;
        int ended = 0;
        int stuck = 0;
        for (Verdict verdict : board.open().values()) {
            if (verdict instanceof Verdict.Running) {
                running++;
            } else if (verdict instanceof Verdict.Settling) {
                settling++;
            } else if (verdict instanceof Verdict.Ended) {
                ended++;
            } else {
                stuck++;
            }
        }
        Map<Boolean, Long> known =
                book.all().stream().collect(Collectors.partitioningBy(KnownLoop::isRegistered, Collectors.counting()));
        int registered = known.getOrDefault(true, 0L).intValue();
        Map<String, Integer> counts = new TreeMap<>();
        counts.put("discovered", board.discovered());
        counts.put("running", running);
        counts.put("settling", settling);
        counts.put("ended", ended);
        counts.put("source_removed", board.removed().size());
        counts.put("waiting", stuck + board.failures().size());
        counts.put("registered", registered);
        counts.put("finished", registered + settling);
        counts.put("withdrawn", known.getOrDefault(false, 0L).intValue());
        counts.put("unassigned", board.unassigned().size());
        return counts;
    }

    /** Registered loops by stage. */
    Map<String, Integer> stages() {
        Map<String, Integer> stages = new TreeMap<>();
        List.of("registered", "backfilled", "bundled", "imported").forEach(stage -> stages.put(stage, 0));
        book.all().stream()
                .filter(KnownLoop::isRegistered)
                .forEach(loop -> stages.merge(loop.stage(), 1, Integer::sum));
        return stages;
    }

    int inFlight() {
        return (int) book.all().stream().filter(loop -> !loop.isThrough()).count();
    }

    /** Loops that do not get on, with the reason. */
    List<StatusView.Reason> waiting(int limit) {
        List<StatusView.Reason> out = new ArrayList<>();
        board.open().forEach((key, verdict) -> {
            if (verdict instanceof Verdict.Stuck stuck) {
                out.add(new StatusView.Reason(key.toString(), stuck.reason()));
            }
        });
        board.failures().forEach((key, reason) -> out.add(new StatusView.Reason(key.toString(), reason)));
        return out.stream().limit(limit).toList();
    }

    /** Registered loops of which files are gone, with what is gone. */
    List<StatusView.Reason> removed(int limit) {
        return board.removed().values().stream()
                .limit(limit)
                .map(gone -> new StatusView.Reason(gone.key().toString(), gone.reason()))
                .toList();
    }

    /** Loops that are seen and not registered at what they are now, each with the reason. */
    public Map<LoopKey, String> open() {
        Map<LoopKey, String> out = new TreeMap<>(board.failures());
        board.open()
                .forEach((key, verdict) -> out.put(key, Objects.requireNonNullElse(reason(verdict), "it is waiting")));
        return out;
    }

    private LoopView view(LoopKey key, @Nullable KnownLoop known, @Nullable Verdict open) {
        String state = known == null ? state(open) : known.stage();
        Boolean withoutResult = open instanceof Verdict.Ended ? Boolean.FALSE : null;
        return new LoopView(
                key.taskRunId(),
                key.loopId(),
                state,
                reason(key, open),
                known == null ? 0 : known.revision(),
                known == null ? null : known.evidence().name().toLowerCase(Locale.ROOT),
                known == null ? null : known.assumption(),
                known == null ? withoutResult : known.hasResult(),
                known == null ? null : known.finishedAtUtc(),
                known == null ? null : known.registeredAtUtc());
    }

    private static String state(@Nullable Verdict open) {
        if (open instanceof Verdict.Running) {
            return "running";
        }
        if (open instanceof Verdict.Ended) {
            return "rejected";
        }
        return open instanceof Verdict.Settling ? "settling" : "waiting";
    }

    private @Nullable String reason(LoopKey key, @Nullable Verdict open) {
        Verdict.SourceRemoved gone = open == null ? board.removal(key).orElse(null) : null;
        return gone == null ? reason(open) : gone.reason();
    }

    private static @Nullable String reason(@Nullable Verdict open) {
        if (open instanceof Verdict.Running running) {
            return running.reason();
        }
        if (open instanceof Verdict.Stuck stuck) {
            return stuck.reason();
        }
        if (open instanceof Verdict.Ended ended) {
            return ended.reason();
        }
        return open instanceof Verdict.Settling ? "its files have not stood unchanged long enough" : null;
    }
}
