package dev.loopline.kit.observe;

import dev.loopline.contracts.LoopKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records that the calling thread handles at the moment, so that what it publishes meanwhile is known to follow from them. Of
 * one thread, from {@link Tracing#begin} to {@link #close}.
 */
public final class CurrentBatch implements AutoCloseable {

    private static final ThreadLocal<@Nullable CurrentBatch> CURRENT = new ThreadLocal<>();

    private final Map<LoopRevision, Span> spans;
    private final @Nullable Span whole;
    private final Map<LoopKey, Outcome> outcomes = new HashMap<>();
    private final @Nullable LoopContext logged;

    /**
     * @param loops the loops of the batch, each with the revision that it is about
     * @param spans of each its span; empty where nothing is traced
     * @param whole the span of the batch that links them; null for a single record, and where nothing is traced
     */
    CurrentBatch(List<LoopRevision> loops, Map<LoopRevision, Span> spans, @Nullable Span whole) {
        this.spans = spans;
        this.whole = whole;
        Set<LoopRevision> distinct = new HashSet<>(loops);
        this.logged = distinct.size() == 1
                ? LoopContext.open(loops.get(0).key(), loops.get(0).revision())
                : null;
        CURRENT.set(this);
    }

    /** The batch of the calling thread; empty on a thread that handles none. */
    static Optional<CurrentBatch> get() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The calling thread has published something about these loops. */
    public static void published(Collection<LoopKey> loops) {
        note(loops, Outcome.PUBLISHED);
    }

    /** The calling thread has written these loops down, and nothing is published about them. */
    public static void recorded(Collection<LoopKey> loops) {
        note(loops, Outcome.RECORDED);
    }

    private static void note(Collection<LoopKey> loops, Outcome outcome) {
        get().ifPresent(batch -> loops.forEach(loop -> batch.outcomes.put(loop, outcome)));
    }

    /** What became of a loop of the batch so far. */
    public Outcome outcome(LoopKey loop) {
        return outcomes.getOrDefault(loop, Outcome.SKIPPED);
    }

    /** The span of a loop's revision; empty if it is not in the batch, or nothing is traced. */
    Optional<Span> span(LoopRevision loop) {
        return Optional.ofNullable(spans.get(loop));
    }

    /** The batch could not be handled. */
    public void failed(Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        spans.values().forEach(span -> span.setStatus(StatusCode.ERROR, reason));
        if (whole != null) {
            whole.setStatus(StatusCode.ERROR, reason);
        }
    }

    @Override
    public void close() {
        CURRENT.remove();
        if (logged != null) {
            logged.close();
        }
        spans.forEach((loop, span) -> {
            span.setAttribute(Tracing.OUTCOME, outcome(loop.key()).label());
            span.end();
        });
        if (whole != null) {
            whole.end();
        }
    }
}
