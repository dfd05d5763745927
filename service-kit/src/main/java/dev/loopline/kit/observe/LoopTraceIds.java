package dev.loopline.kit.observe;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives the spans that begin a trace the id of their loop's trace; random ids else. Safe for all threads. */
final class LoopTraceIds implements IdGenerator {

    private static final ThreadLocal<@Nullable String> NEXT = new ThreadLocal<>();
    private static final IdGenerator RANDOM = IdGenerator.random();

    /** What begins a trace in this call begins the one of this id. */
    static <T> T during(String traceId, Supplier<T> call) {
        NEXT.set(traceId);
        try {
            return call.get();
        } finally {
            NEXT.remove();
        }
    }

    @Override
    public String generateTraceId() {
        String next = NEXT.get();
        return next == null ? RANDOM.generateTraceId() : next;
    }

    @Override
    public String generateSpanId() {
        return RANDOM.generateSpanId();
    }

    @Override
    public String toString() {
        return "trace ids of loops";
    }
}
