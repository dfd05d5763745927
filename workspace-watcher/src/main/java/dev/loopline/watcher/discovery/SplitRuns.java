package dev.loopline.watcher.discovery;

import dev.loopline.kit.session.RunPlaces;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings together what RD-Agent left of one loop in two folders: its web server keeps traces apart from the session that all
 * its runs share, and a run that is resumed without checking out goes on in its old session, but in a new trace. Two folders
 * hold the same loop if its number and its experiment are equal, or, where one of them has no experiment yet, its hypothesis. Pure.
 */
final class SplitRuns {

    private SplitRuns() {}

    /** The loops, each once; what is whole, and what has no other half, stays as it is. */
    static List<SessionEntry> join(List<SessionEntry> entries, Map<SessionEntry, LoopRecord> records) {
        List<SessionEntry> traces = entries.stream()
                .filter(entry -> entry.places().session() == null)
                .toList();
        if (traces.isEmpty()) {
            return entries;
        }
        Set<SessionEntry> taken = new HashSet<>();
        List<SessionEntry> whole = new ArrayList<>();
        for (SessionEntry entry : entries) {
            if (entry.places().session() != null) {
                whole.add(withTrace(entry, traces, taken, records));
            }
        }
        traces.stream().filter(trace -> !taken.contains(trace)).forEach(whole::add);
        return whole;
    }

    /** A trace that a session with a trace of its own agrees with is the rest of a loop that was resumed: it adds nothing. */
    private static SessionEntry withTrace(
            SessionEntry entry,
            List<SessionEntry> traces,
            Set<SessionEntry> taken,
            Map<SessionEntry, LoopRecord> records) {
        LoopRecord mine = records.get(entry);
        for (SessionEntry trace : traces) {
            LoopRecord other = records.get(trace);
            boolean same = trace.loopId() == entry.loopId()
                    && mine != null
                    && other != null
                    && !taken.contains(trace)
                    && mine.isOfSameLoop(other);
            if (same) {
                taken.add(trace);
                return entry.places().trace() != null
                        ? entry
                        : new SessionEntry(
                                new RunPlaces(
                                        trace.places().trace(), entry.places().session()),
                                entry.loopId(),
                                trace.ofServer(),
                                entry.mark());
            }
        }
        return entry;
    }
}
