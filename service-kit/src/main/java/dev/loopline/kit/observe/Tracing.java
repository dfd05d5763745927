package dev.loopline.kit.observe;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * One trace for each revision of a loop, through all services: a span for each record that is handled, in the trace that the record's
 * header {@code traceparent} names, and one for each record that follows from no other. A record without the header is in the trace
 * of its loop's revision all the same, see {@link LoopRevision#traceId}. Where tracing is off, it does nothing. Safe for all threads.
 */
@Singleton
public class Tracing {

    /** Traces nothing. */
    public static final Tracing OFF = new Tracing(OpenTelemetry.noop(), "", null);

    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("loopline.outcome");

    private static final String PARENT = "traceparent";
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final String group;
    private final @Nullable AutoCloseable sdk;
    /** What is being handled at the moment. */
    private final Map<LoopRevision, CurrentBatch> open = new ConcurrentHashMap<>();

    @Inject
    Tracing(TracingConfig config, @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        this(config.enabled() ? start(serviceName) : null, serviceName);
    }

    private Tracing(@Nullable TracingSdk sdk, String serviceName) {
        this(sdk == null ? OpenTelemetry.noop() : sdk.api(), serviceName, sdk);
    }

    private Tracing(OpenTelemetry api, String group, @Nullable AutoCloseable sdk) {
        this.tracer = api.getTracer("dev.loopline");
        this.propagator = api.getPropagators().getTextMapPropagator();
        this.group = group;
        this.sdk = sdk;
    }

    private static TracingSdk start(String serviceName) {
        AtomicReference<@Nullable TracingSdk> started = new AtomicReference<>();
        StartupGate.require(() -> started.set(configured(serviceName)));
        return Objects.requireNonNull(started.get());
    }

    private static TracingSdk configured(String serviceName) {
        try {
            return TracingSdk.start(serviceName);
        } catch (RuntimeException e) {
            throw new StartupRefusedException(
                    "traces cannot be sent as the variables OTEL_* say: " + e.getMessage()
                            + "; mend them, or set LOOPLINE_TRACING_ENABLED=false",
                    e);
        }
    }

    /** Whether loops are traced. */
    public boolean isOn() {
        return sdk != null;
    }

    /**
     * The calling thread handles these records from now on, until the batch is closed.
     *
     * @param records at least one
     */
    public CurrentBatch begin(List<Arrival> records) {
        Set<LoopRevision> loops = records.stream().map(Arrival::loop).collect(Collectors.toSet());
        CurrentBatch batch =
                sdk == null ? new CurrentBatch(loops, Map.of(), null, this::closed) : traced(records, loops);
        loops.forEach(loop -> open.put(loop, batch));
        return batch;
    }

    private void closed(CurrentBatch batch) {
        batch.loops().forEach(loop -> open.remove(loop, batch));
    }

    /** Something was published about a loop: if a record about it is being handled, that is what became of the record. */
    public void published(LoopKey key, Map<String, String> headers) {
        CurrentBatch batch = open.get(new LoopRevision(key, revision(headers)));
        if (batch != null) {
            batch.published(key);
        }
    }

    private CurrentBatch traced(List<Arrival> records, Set<LoopRevision> loops) {
        Map<LoopRevision, Span> spans = new HashMap<>();
        for (Arrival record : records) {
            Span earlier = spans.put(record.loop(), span(record));
            if (earlier != null) {
                earlier.end(); // A later record of the same batch says the same.
            }
        }
        Span whole = records.size() == 1 ? null : whole(records, spans);
        return new CurrentBatch(loops, spans, whole, this::closed);
    }

    private Span span(Arrival record) {
        SpanBuilder builder = named("process", record.topic(), record.loop())
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.consumer.group.name", group)
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset());
        Context parent = propagator.extract(Context.root(), record.headers(), GETTER);
        return Span.fromContext(parent).getSpanContext().isValid()
                ? builder.setParent(parent).startSpan()
                : begin(builder, record.loop());
    }

    private Span whole(List<Arrival> records, Map<LoopRevision, Span> spans) {
        String topic = records.get(0).topic();
        SpanBuilder builder = tracer.spanBuilder("process batch " + topic)
                .setNoParent()
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.consumer.group.name", group)
                .setAttribute("messaging.batch.message_count", (long) records.size());
        spans.values().forEach(span -> builder.addLink(span.getSpanContext()));
        return builder.startSpan();
    }

    /** Headers that are to be sent along with a record, and the span that is to be ended when the broker has it. */
    public record Sending(Map<String, String> headers, Span span) {

        static final Sending UNTRACED = new Sending(Map.of(), Span.getInvalid());
    }

    /**
     * What a record is to carry: the context of the record from which it follows, or one of its own where it follows from none.
     *
     * @param headers those that it has already; a record that carries a context keeps it
     */
    public Sending sending(String topic, LoopKey key, Map<String, String> headers) {
        if (sdk == null
                || headers.containsKey(PARENT)
                || EventType.ofTopic(topic).isEmpty()) {
            return Sending.UNTRACED;
        }
        LoopRevision loop = new LoopRevision(key, revision(headers));
        Optional<Span> cause = Optional.ofNullable(open.get(loop)).flatMap(batch -> batch.span(loop));
        Span span = cause.orElseGet(() -> first(topic, loop, headers));
        Map<String, String> context = new LinkedHashMap<>();
        propagator.inject(Context.root().with(span), context, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return new Sending(context, cause.isPresent() ? Span.getInvalid() : span);
    }

    private Span first(String topic, LoopRevision loop, Map<String, String> headers) {
        SpanBuilder builder = named("send", topic, loop).setSpanKind(SpanKind.PRODUCER);
        said(headers).ifPresent(builder::setStartTimestamp);
        return begin(builder, loop);
    }

    /** When the event was said: with an outbox that is earlier than now. */
    private static Optional<Instant> said(Map<String, String> headers) {
        try {
            return Optional.ofNullable(headers.get(CloudEventHeaders.TIME)).map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static long revision(Map<String, String> headers) {
        try {
            return CloudEventHeaders.revision(headers);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private static Span begin(SpanBuilder builder, LoopRevision loop) {
        return LoopTraceIds.during(loop.traceId(), () -> builder.setNoParent().startSpan());
    }

    private SpanBuilder named(String operation, String topic, LoopRevision loop) {
        return tracer.spanBuilder(operation + " " + topic)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.type", operation)
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.kafka.message.key", loop.key().toString())
                .setAttribute("loopline.task_run_id", loop.key().taskRunId())
                .setAttribute("loopline.loop_id", (long) loop.key().loopId())
                .setAttribute("loopline.revision", loop.revision());
    }

    @PreDestroy
    void stop() throws Exception {
        if (sdk != null) {
            sdk.close();
        }
    }
}
