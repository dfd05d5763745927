package dev.loopline.kit.observe;

import dev.loopline.contracts.LoopKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records that a thread handles at the moment, so that what is published about their loops meanwhile, by whatever thread, is known to
 * follow from them. Begun and closed by one thread, see {@link Tracing#begin}.
 */
public final class CurrentBatch implements AutoCloseable {

    private static final ThreadLocal<@Nullable CurrentBatch> CURRENT = new ThreadLocal<>();

    private final Set<LoopRevision> loops;
    private final Map<LoopRevision, Span> spans;
    private final @Nullable Span whole;
    private final Consumer<CurrentBatch> onClose;
    private final Map<LoopKey, Outcome> outcomes = new ConcurrentHashMap<>();
    private final @Nullable LoopContext logged;

    /**
     * @param loops what the records are about; at least one
     * @param spans of each its span; empty where nothing is traced
     * @param whole the span of the batch that links them; null for a single record, and where nothing is traced
     * @param onClose is told of the end
     */
    CurrentBatch(
            Set<LoopRevision> loops,
            Map<LoopRevision, Span> spans,
            @Nullable Span whole,
            Consumer<CurrentBatch> onClose) {
        this.loops = loops;
        this.spans = spans;
        this.whole = whole;
        this.onClose = onClose;
        LoopRevision first = loops.iterator().next();
        this.logged = loops.size() == 1 ? LoopContext.open(first.key(), first.revision()) : null;
        CURRENT.set(this);
    }

    /** The calling thread has written these loops down, and nothing is published about them. */
    public static void recorded(Collection<LoopKey> loops) {
        CurrentBatch batch = CURRENT.get();
        if (batch != null) {
            loops.forEach(loop -> batch.outcomes.put(loop, Outcome.RECORDED));
        }
    }

    /** Something was published about a loop of the batch. */
    void published(LoopKey loop) {
        outcomes.put(loop, Outcome.PUBLISHED);
    }

    Set<LoopRevision> loops() {
        return loops;
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
        onClose.accept(this);
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
