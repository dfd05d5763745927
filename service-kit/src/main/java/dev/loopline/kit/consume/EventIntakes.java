package dev.loopline.kit.consume;

import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.observe.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens the intakes of a service and closes them, before the channels close, when it stops. */
@ApplicationScoped
public class EventIntakes {

    private static final int BEFORE_CHANNELS_CLOSE = 1;

    private final EventIntake.Shared shared;
    private final List<EventIntake<?>> open = new CopyOnWriteArrayList<>();
    private final List<DeadLetterIntake> deadLetterIntakes = new CopyOnWriteArrayList<>();

    @Inject
    EventIntakes(DeadLetters deadLetters, Waiting waiting, MeterRegistry metrics, Tracing tracing) {
        this(new EventIntake.Shared(deadLetters, waiting, metrics, tracing, Lanes::new));
    }

    EventIntakes(EventIntake.Shared shared) {
        this.shared = shared;
    }

    /** Opens the intake of a topic; one per topic and service. */
    public <E extends LoopEvent> EventIntake<E> open(
            EventType type, Class<E> payload, IntakeOptions options, BatchHandler<E> handler) {
        EventIntake<E> intake = new EventIntake<>(type, payload, options, handler, shared);
        open.add(intake);
        return intake;
    }

    /** Opens the intake for dead letters of other services. */
    public DeadLetterIntake openDeadLetters(IntakeOptions options, DeadLetterIntake.Handler handler) {
        DeadLetterIntake intake =
                new DeadLetterIntake(options, handler, shared.waiting(), shared.metrics(), shared.lanes());
        deadLetterIntakes.add(intake);
        return intake;
    }

    void onStop(@Observes @Priority(BEFORE_CHANNELS_CLOSE) ShutdownEvent event) {
        open.forEach(EventIntake::beginStop);
        deadLetterIntakes.forEach(DeadLetterIntake::beginStop);
        open.forEach(EventIntake::close);
        deadLetterIntakes.forEach(DeadLetterIntake::close);
    }
}
