package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.LoopEnd;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what session logs say, so that a scan reads pickles only of a loop that is new or whose last file changed. For one
 * thread.
 */
public final class SessionBook {

    /** Steps with lower numbers end no loop of any generation. */
    private static final int FIRST_LAST_STEP = 3;

    /**
     * A loop that a later one of its run followed is over once nothing was written in it for so long: RD-Agent may work on
     * several loops at once, and the steps of one may not have logged anything yet that would show it.
     */
    private static final Duration FOLLOWED = Duration.ofMinutes(15);

    private final OpenLoops open;
    private final Set<SessionEntry> followed = new HashSet<>();
    private final SessionIds ids = new SessionIds();
    private Map<SessionEntry, LoopRecord> known = new HashMap<>();

    /**
     * @param crashedAfter how long nothing has to happen in a loop before it is taken to have crashed
     */
    public SessionBook(Duration crashedAfter, Clock clock) {
        this.open = new OpenLoops(crashedAfter, clock);
    }

    /** What the logs of these loops say. Whatever is not among them any more is forgotten. */
    public List<SessionTrace> traces(List<SessionEntry> entries) {
        RunProgress progress = RunProgress.of(entries);
        Map<SessionEntry, LoopRecord> records = records(entries, progress);
        List<SessionEntry> whole = SplitRuns.join(entries, records);
        RunProgress ofWhole = RunProgress.of(whole);
        records.putAll(records(
                whole.stream().filter(entry -> !records.containsKey(entry)).toList(), ofWhole));
        known = records;
        followed.retainAll(Set.copyOf(whole));
        open.begin();
        Map<Path, Optional<String>> tasks = taskRunIds(whole);
        List<SessionTrace> traces = whole.stream()
                .map(entry -> trace(
                        entry,
                        records.getOrDefault(entry, LoopRecord.UNREAD),
                        ofWhole,
                        entry.sessionFolder().flatMap(tasks::get).orElse(null)))
                .toList();
        open.end();
        return traces;
    }

    /** Reads a single loop, and remembers nothing. Empty if it is not over. */
    static Optional<SessionTrace> read(SessionEntry entry, String task) {
        LoopRecord record = LoopRecord.read(entry, Instant.MAX);
        return record.isOver() ? Optional.of(finished(entry, record, task)) : Optional.empty();
    }

    /** Reads what is new, on all processors: after a start these are all loops of all runs. */
    private Map<SessionEntry, LoopRecord> records(List<SessionEntry> entries, RunProgress progress) {
        return new HashMap<>(entries.parallelStream()
                .distinct()
                .collect(Collectors.toConcurrentMap(Function.identity(), entry -> record(entry, progress))));
    }

    private LoopRecord record(SessionEntry entry, RunProgress progress) {
        Instant newest = progress.newestMark(entry);
        LoopRecord before = known.get(entry);
        if (before != null && !before.isStale(newest)) {
            return before;
        }
        boolean mayBeOver = entry.mark() != null && (step(entry.mark()) >= FIRST_LAST_STEP || entry.isApart());
        return mayBeOver || progress.isFollowed(entry) || entry.isApart()
                ? LoopRecord.read(entry, newest)
                : LoopRecord.UNREAD;
    }

    /** The number of the step; the trace's folder of a last step counts as one. */
    private static int step(SessionEntry.Mark mark) {
        String name = String.valueOf(mark.file().getFileName());
        int separator = name.indexOf('_');
        return separator < 1 || !Character.isDigit(name.charAt(0))
                ? FIRST_LAST_STEP
                : Integer.parseInt(name.substring(0, separator));
    }

    private Map<Path, Optional<String>> taskRunIds(List<SessionEntry> entries) {
        Map<Path, Integer> first = new HashMap<>();
        for (SessionEntry entry : entries) {
            entry.sessionFolder().ifPresent(session -> first.merge(session, entry.loopId(), Math::min));
        }
        Map<Path, Optional<String>> tasks = new HashMap<>();
        first.forEach((session, loop) -> tasks.put(session, ids.taskRunId(session, loop)));
        ids.keepOnly(first.keySet());
        return tasks;
    }

    private SessionTrace trace(SessionEntry entry, LoopRecord record, RunProgress progress, @Nullable String task) {
        if (record.isOver()) {
            return finished(entry, record, task);
        }
        if (progress.isFollowed(entry) && isOverWithoutEnd(entry)) {
            String reason = "it ended without its last file (" + record.end().reason() + "): loop "
                    + progress.newestLoop(entry) + " of the same run followed";
            return trace(entry, new OpenLoops.Judgement(SessionTrace.State.ENDED, reason), record, task);
        }
        OpenLoops.Judgement judgement = open.judge(entry);
        return new SessionTrace(entry, judgement.state(), judgement.reason(), "", null, task, List.of(), null);
    }

    /** Decided once for what was written last of a loop. */
    private boolean isOverWithoutEnd(SessionEntry entry) {
        return followed.contains(entry)
                || open.isQuiet(entry, FOLLOWED) && !ParallelSteps.areIn(entry) && followed.add(entry);
    }

    private static SessionTrace finished(SessionEntry entry, LoopRecord record, @Nullable String task) {
        SessionTrace.State state = record.isWithoutResult() ? SessionTrace.State.ENDED : SessionTrace.State.FINISHED;
        String reason = record.end().reason() + record.problem();
        return trace(entry, new OpenLoops.Judgement(state, reason), record, task);
    }

    private static SessionTrace trace(
            SessionEntry entry, OpenLoops.Judgement judgement, LoopRecord record, @Nullable String task) {
        return new SessionTrace(
                entry,
                judgement.state(),
                judgement.reason(),
                record.digest(),
                record.action(),
                task,
                record.workspaces(),
                record.end() instanceof LoopEnd.Undecided undecided ? undecided.reason() : null);
    }
}
