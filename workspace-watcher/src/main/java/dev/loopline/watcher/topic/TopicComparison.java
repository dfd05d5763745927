package dev.loopline.watcher.topic;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.outbox.OutboxTable;
import dev.loopline.watcher.outbox.PublishedTable;
import dev.loopline.watcher.outbox.TopicEnds;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.register.OtherHomes;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistrySession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares the registry with the topic, and makes it fit to give out revisions: each loop's revision is taken up to the highest
 * that was published, and a loop of which the topic does not have the content that the registry says is marked to be announced
 * again. Usually both end at the same place and nothing is read. For one thread.
 *
 * <p>What is done is done again if it is cut off, because the end of the topic is noted last.
 */
final class TopicComparison {

    private static final Logger LOG = Logger.getLogger(TopicComparison.class);

    /** Loops that are written in one transaction, so that RD-Agent never waits for long. */
    private static final int CHUNK = 200;

    private final Registry registry;
    private final LoopBook book;
    private final RegistrationTopic topic;
    private final OutboxTable outbox = new OutboxTable();
    private Optional<TopicEnds> lastNoted = Optional.empty();

    /** What is known of the registry before a comparison. */
    enum Known {
        /** Nothing: the watcher has just started. */
        NOTHING,
        /** The same file was compared before. */
        COMPARED,
        /** It is another file than the one that was compared last. */
        REPLACED
    }

    TopicComparison(Registry registry, LoopBook book, RegistrationTopic topic) {
        this.registry = registry;
        this.book = book;
        this.topic = topic;
    }

    /**
     * Compares once.
     *
     * @return whether the registry is known to be up to the topic; if not, registry or topic changed meanwhile, and it is to be
     *     tried again
     */
    boolean run(Known known) throws SQLException, ExecutionException, TimeoutException, InterruptedException {
        Optional<TopicEnds> noted = noted();
        TopicEnds now = topic.ends();
        boolean replaced = known == Known.REPLACED;
        boolean grown = noted.isPresent() && noted.get().isBefore(now);
        boolean moving = known == Known.COMPARED && grown && !noted.equals(lastNoted);
        lastNoted = noted;
        // While the relay publishes, the topic is ahead of the note for a moment.
        if (moving || noted.equals(Optional.of(now)) && !replaced) {
            return true;
        }
        // Read before the ends are asked for once more: what is registered and not in the outbox lies before them.
        Map<LoopKey, KnownLoop> sent = grown ? Map.of() : sent();
        TopicEnds until = topic.ends();
        if (!now.isBefore(until)) {
            return false;
        }
        Records records = topic.read(grown ? noted.orElseThrow().offsets() : Map.of(), until);
        Map<LoopKey, Announced> found = records.own();
        Map<LoopKey, Long> again = new HashMap<>();
        noteOthers(records.others(), again);
        boolean older = disagreeing(found, again);
        if (!grown) {
            sent.values().stream()
                    .filter(loop -> isMissing(loop, found.get(loop.key())))
                    .forEach(loop -> again.merge(loop.key(), loop.revision(), Math::max));
        }
        if (older || replaced) {
            sent().values().stream()
                    .filter(loop -> !loop.isThrough())
                    .forEach(loop -> again.merge(loop.key(), loop.revision(), Math::max));
        }
        write(found, again);
        say(found, again, grown);
        return note(noted, until);
    }

    private Optional<TopicEnds> noted() throws SQLException {
        return registry.view(session -> PublishedTable.read(session, RegistrationTopic.NAME));
    }

    /** The registered loops whose newest revision does not wait in the outbox. */
    private Map<LoopKey, KnownLoop> sent() throws SQLException {
        return registry.view(session -> {
            Set<LoopKey> waiting = outbox.loops(session);
            Map<LoopKey, KnownLoop> loops = new HashMap<>();
            for (KnownLoop loop : LoopTable.all(session)) {
                if (loop.isRegistered() && !waiting.contains(loop.key())) {
                    loops.put(loop.key(), loop);
                }
            }
            return loops;
        });
    }

    /**
     * Finds the loops of which the topic has something else than the registry. Read after the topic, because a revision is in the
     * registry before it is published.
     *
     * @param again receives them, with the revision that they must exceed
     * @return whether the registry is an older copy: a higher revision of a loop that it knows was published
     */
    private boolean disagreeing(Map<LoopKey, Announced> found, Map<LoopKey, Long> again) throws SQLException {
        return registry.view(session -> {
            boolean older = false;
            for (Map.Entry<LoopKey, Announced> one : found.entrySet()) {
                Announced published = one.getValue();
                KnownLoop known = LoopTable.find(session, one.getKey()).orElse(null);
                boolean behind = known != null && known.revision() < published.revision();
                boolean other = known != null
                        && known.revision() == published.revision()
                        && !known.contentDigest().equals(published.contentDigest());
                if (known != null && known.isRegistered() && (behind || other)) {
                    again.put(one.getKey(), published.revision());
                }
                older |= behind;
            }
            return older;
        });
    }

    /**
     * Keeps what other homes announce, so that no loop is registered under a key that one of them uses. If this home was first, its
     * loop is announced again: the other's record is the newest of that key, and the only one that compaction leaves. So it is
     * where the other gave the key back.
     *
     * @param again receives those, with the revision that they must exceed
     */
    private void noteOthers(Map<LoopKey, Optional<String>> others, Map<LoopKey, Long> again) throws SQLException {
        Map<LoopKey, Optional<String>> theirs = new HashMap<>();
        others.forEach((loop, home) -> {
            Optional<KnownLoop> own = book.find(loop).filter(KnownLoop::isRegistered);
            boolean isTheirs = own.isEmpty() || book.otherHome(loop).isPresent();
            if (isTheirs) {
                theirs.put(loop, home);
            }
            if (own.isPresent() && (!isTheirs || home.isEmpty())) {
                LOG.warnf(
                        "Another home used the key of a loop of this home, which is announced again. taskRunId=%s loopId=%d"
                                + " otherHome=%s",
                        loop.taskRunId(), loop.loopId(), home.orElse("gave it back"));
                again.put(loop, own.get().revision());
            }
        });
        List<LoopKey> loops = List.copyOf(theirs.keySet());
        for (int from = 0; from < loops.size(); from += CHUNK) {
            List<LoopKey> chunk = loops.subList(from, Math.min(loops.size(), from + CHUNK));
            registry.write(
                    session -> {
                        for (LoopKey loop : chunk) {
                            OtherHomes.note(session, loop, theirs.get(loop));
                        }
                        return chunk;
                    },
                    noted -> noted.forEach(loop -> book.noteOther(loop, theirs.get(loop))));
        }
    }

    private static boolean isMissing(KnownLoop loop, @Nullable Announced published) {
        return published == null || published.revision() < loop.revision();
    }

    private void write(Map<LoopKey, Announced> found, Map<LoopKey, Long> again) throws SQLException {
        List<LoopKey> loops = new ArrayList<>(found.keySet());
        again.keySet().stream().filter(loop -> !found.containsKey(loop)).forEach(loops::add);
        for (int from = 0; from < loops.size(); from += CHUNK) {
            List<LoopKey> chunk = loops.subList(from, Math.min(loops.size(), from + CHUNK));
            registry.write(session -> write(session, chunk, found, again), changed -> {
                changed.forEach(book::put);
                chunk.forEach(loop -> keepFolder(loop, found.get(loop)));
            });
        }
    }

    /** The folder of a loop that the registry lost stays its folder: it is not to be found again under an assumed number. */
    private void keepFolder(LoopKey loop, @Nullable Announced published) {
        if (published != null && published.folder() != null && book.find(loop).isEmpty()) {
            book.own(published.folder(), loop);
        }
    }

    private static List<KnownLoop> write(
            RegistrySession session, List<LoopKey> loops, Map<LoopKey, Announced> found, Map<LoopKey, Long> again)
            throws SQLException {
        List<KnownLoop> changed = new ArrayList<>();
        for (LoopKey loop : loops) {
            Announced published = found.get(loop);
            if (published != null) {
                LoopTable.takeUp(session, loop, published.revision());
                LoopTable.keepFolder(session, loop, published.folder());
            }
            if (again.containsKey(loop)) {
                LoopTable.announceAgain(session, loop, Objects.requireNonNull(again.get(loop)));
            }
            LoopTable.find(session, loop).ifPresent(changed::add);
        }
        return changed;
    }

    private static void say(Map<LoopKey, Announced> found, Map<LoopKey, Long> again, boolean grown) {
        if (!again.isEmpty()) {
            LOG.warnf(
                    "The topic does not have what the registry says was published; loops are announced again. topic=%s"
                            + " topicOrRegistryIsNew=%s recordsOfLoops=%d announcedAgain=%d",
                    RegistrationTopic.NAME, !grown, found.size(), again.size());
        }
    }

    /** Unless the relay, or another registry that was put in place, changed the note meanwhile. */
    private boolean note(Optional<TopicEnds> expected, TopicEnds ends) throws SQLException {
        return registry.write(session -> {
            boolean same = PublishedTable.read(session, RegistrationTopic.NAME).equals(expected);
            if (same) {
                PublishedTable.put(session, RegistrationTopic.NAME, ends);
            }
            return same;
        });
    }
}
