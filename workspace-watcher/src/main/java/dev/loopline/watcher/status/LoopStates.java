package dev.loopline.watcher.status;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.Verdict;
import dev.loopline.watcher.topic.TopicWatch;
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
    private final TopicWatch topic;

    LoopStates(LoopBook book, WatchBoard board, TopicWatch topic) {
        this.book = book;
        this.board = board;
        this.topic = topic;
    }

    /** Why nothing is found or registered at the moment, if so. */
    Optional<String> problem() {
        return board.problem().or(topic::closed);
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
        Map<String, Integer> open = new TreeMap<>();
        board.open().values().forEach(verdict -> open.merge(state(verdict), 1, Integer::sum));
        int settling = open.getOrDefault("settling", 0);
        Map<Boolean, Long> known =
                book.all().stream().collect(Collectors.partitioningBy(KnownLoop::isRegistered, Collectors.counting()));
        int registered = known.getOrDefault(true, 0L).intValue();
        Map<String, Integer> counts = new TreeMap<>();
        counts.put("discovered", board.discovered());
        counts.put("running", open.getOrDefault("running", 0));
        counts.put("settling", settling);
        counts.put("ended", open.getOrDefault("rejected", 0));
        counts.put("source_removed", board.removed().size());
        counts.put("waiting", open.getOrDefault("waiting", 0) + board.failures().size());
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
                .forEach((key, verdict) -> out.put(key, Objects.requireNonNullElse(verdict.reason(), "it is waiting")));
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
        return open != null
                ? open.reason()
                : board.removal(key).map(Verdict.SourceRemoved::reason).orElse(null);
    }
}
