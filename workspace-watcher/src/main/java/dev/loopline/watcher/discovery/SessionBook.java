package dev.loopline.watcher.discovery;

import dev.loopline.contracts.Sha256;
import dev.loopline.kit.session.Generation;
import dev.loopline.kit.session.RunPlaces;
import dev.loopline.kit.session.RunReader;
import dev.loopline.kit.session.SessionLoop;
import dev.loopline.kit.session.SessionWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what session logs say, so that a scan reads pickles only of a loop that is new or whose last file changed. For one
 * thread.
 */
public final class SessionBook {

    private static final Logger LOG = Logger.getLogger(SessionBook.class);

    private final OpenLoops open;
    private Map<SessionEntry, Content> known = new HashMap<>();
    private Map<SessionEntry, Content> next = new HashMap<>();
    private final SessionIds ids = new SessionIds();

    /** What is kept of a finished loop. */
    private record Content(String digest, @Nullable String action, List<SessionWorkspace> workspaces) {}

    /**
     * @param crashedAfter how long nothing has to happen in a loop before it is taken to have crashed
     */
    public SessionBook(Duration crashedAfter, Clock clock) {
        this.open = new OpenLoops(crashedAfter, clock);
    }

    /** What the logs of these loops say. Whatever is not among them any more is forgotten. */
    public List<SessionTrace> traces(List<SessionEntry> entries) {
        next = readNew(entries);
        open.begin();
        Map<Path, Integer> first = new HashMap<>();
        entries.forEach(entry -> first.merge(entry.session(), entry.loopId(), Math::min));
        Map<Path, Optional<String>> tasks = new HashMap<>();
        first.forEach((session, loop) -> tasks.put(session, ids.taskRunId(session, loop)));
        List<SessionTrace> traces = entries.stream()
                .map(entry -> trace(
                        entry,
                        tasks.getOrDefault(entry.session(), Optional.empty()).orElse(null)))
                .toList();
        known = next;
        open.end();
        ids.keepOnly(first.keySet());
        return traces;
    }

    /** Loops that ended since, on all processors: after a start these are all loops of all sessions. */
    private Map<SessionEntry, Content> readNew(List<SessionEntry> entries) {
        return new HashMap<>(entries.parallelStream()
                .filter(entry -> entry.mark() != null && !known.containsKey(entry))
                .distinct()
                .collect(Collectors.toConcurrentMap(Function.identity(), SessionBook::read)));
    }

    private SessionTrace trace(SessionEntry entry, @Nullable String task) {
        if (entry.mark() == null) {
            OpenLoops.Judgement judgement = open.judge(entry);
            return new SessionTrace(entry, judgement.state(), judgement.reason(), "", null, task, List.of());
        }
        Content content = next.computeIfAbsent(entry, known::get);
        return finished(entry, content, task);
    }

    /** Reads what the log of a loop that is finished says, and remembers nothing. */
    static SessionTrace read(SessionEntry entry, String task) {
        return finished(entry, read(entry), task);
    }

    private static SessionTrace finished(SessionEntry entry, Content content, @Nullable String task) {
        String reason = "its session has the last file that RD-Agent writes";
        return new SessionTrace(
                entry,
                SessionTrace.State.FINISHED,
                reason,
                content.digest(),
                content.action(),
                task,
                content.workspaces());
    }

    private static Content read(SessionEntry entry) {
        SessionLoop loop;
        try {
            loop = new RunReader(RunPlaces.of(List.of(entry.session()))).read(entry.loopId());
        } catch (IOException e) {
            loop = new SessionLoop(
                    entry.loopId(),
                    Generation.UNKNOWN,
                    null,
                    List.of(),
                    null,
                    List.of(),
                    null,
                    List.of("its log: " + e));
        }
        if (!loop.notes().isEmpty()) {
            LOG.infof(
                    "Session log not read in full. session=%s loopId=%d notes=%s",
                    entry.session(), entry.loopId(), loop.notes());
        }
        return new Content(digest(loop), loop.action().orElse(null), loop.workspaces());
    }

    /** No times and no paths of this machine: a copy of the home is the same content. */
    private static String digest(SessionLoop loop) {
        MessageDigest digest = Sha256.newDigest();
        add(digest, loop.hypothesis());
        loop.tasks().forEach(task -> {
            add(
                    digest,
                    List.of(
                            task.kind().name(),
                            Optional.ofNullable(task.name()),
                            Optional.ofNullable(task.description()),
                            Optional.ofNullable(task.formulation()),
                            Optional.ofNullable(task.architecture())));
            add(digest, new TreeMap<>(task.variables()));
        });
        add(digest, loop.feedback());
        loop.workspaces().forEach(workspace -> add(digest, workspace));
        return Sha256.finish(digest).hex();
    }

    /** Records and collections of texts write themselves the same way wherever they are. */
    private static void add(MessageDigest digest, @Nullable Object value) {
        digest.update((value + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
