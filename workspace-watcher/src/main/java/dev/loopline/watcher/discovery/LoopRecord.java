package dev.loopline.watcher.discovery;

import dev.loopline.contracts.Sha256;
import dev.loopline.kit.session.LoopEnd;
import dev.loopline.kit.session.RunReader;
import dev.loopline.kit.session.SessionExperiment;
import dev.loopline.kit.session.SessionHypothesis;
import dev.loopline.kit.session.SessionLoop;
import dev.loopline.kit.session.SessionWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the pickles of a loop said when they were read.
 *
 * @param end whether it is over
 * @param asOf the newest mark of the run at that moment
 * @param digest of its idea, tasks, conclusion and workspaces; no times and no paths of this machine, so that a copy of the
 *     home is the same content
 * @param action {@code factor} or {@code model}, if it says so
 * @param idea its hypothesis in words, if it says so
 * @param workspaces its folders as recorded
 * @param isWithoutResult whether its experiment was read, and the backtest left nothing in it
 * @param problem why something was not read, after a semicolon; empty text if everything was
 */
record LoopRecord(
        LoopEnd end,
        Instant asOf,
        String digest,
        @Nullable String action,
        @Nullable String idea,
        List<SessionWorkspace> workspaces,
        boolean isWithoutResult,
        String problem) {

    private static final Logger LOG = Logger.getLogger(LoopRecord.class);

    LoopRecord {
        workspaces = List.copyOf(workspaces);
    }

    /** A loop whose pickles need not be read yet. */
    static final LoopRecord UNREAD = open("none of its steps can be the last one");

    private static LoopRecord open(String reason) {
        return new LoopRecord(new LoopEnd.Open(reason), Instant.MIN, "", null, null, List.of(), false, "");
    }

    /** Reads it; what cannot be read is left out. */
    static LoopRecord read(SessionEntry entry, Instant asOf) {
        RunReader reader = new RunReader(entry.places());
        LoopEnd end = reader.end(entry.loopId());
        try {
            SessionLoop loop = reader.read(entry.loopId());
            if (!loop.notes().isEmpty()) {
                LOG.infof(
                        "Session log not read in full. run=%s loopId=%d notes=%s",
                        entry.run(), entry.loopId(), loop.notes());
            }
            SessionHypothesis idea = loop.hypothesis();
            SessionExperiment experiment = loop.experiment();
            return new LoopRecord(
                    end,
                    asOf,
                    digest(loop),
                    loop.action().orElse(null),
                    idea == null ? null : idea.hypothesis(),
                    loop.workspaces(),
                    experiment != null && !experiment.ran(),
                    loop.notes().isEmpty() ? "" : "; " + loop.notes().get(0));
        } catch (IOException e) {
            return open("its log cannot be read: " + e);
        }
    }

    boolean isOver() {
        return !(end instanceof LoopEnd.Open);
    }

    /** Whether it has to be looked at again although its own last file is the same: the state of a later loop may show its end. */
    boolean isStale(Instant newestOfRun) {
        return equals(UNREAD) || !isOver() && newestOfRun.isAfter(asOf);
    }

    /** Whether another record is about the same loop: the same experiment, else the same hypothesis. */
    boolean isOfSameLoop(LoopRecord other) {
        Optional<String> mine = experiment();
        Optional<String> others = other.experiment();
        if (mine.isPresent() && others.isPresent()) {
            return mine.equals(others);
        }
        return idea != null && !idea.isBlank() && idea.equals(other.idea());
    }

    private Optional<String> experiment() {
        return workspaces.stream()
                .filter(SessionWorkspace::experiment)
                .map(SessionWorkspace::path)
                .findFirst();
    }

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
        loop.workspaces()
                .forEach(workspace -> add(
                        digest,
                        "SessionWorkspace[path=" + workspace.path() + ", experiment=" + workspace.experiment() + "]"));
        return Sha256.finish(digest).hex();
    }

    /** Records and collections of texts write themselves the same way wherever they are. */
    private static void add(MessageDigest digest, @Nullable Object value) {
        digest.update((value + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
