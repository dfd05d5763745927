package dev.loopline.kit.consume;

import dev.loopline.kit.observe.Tracing;
import dev.loopline.kit.publish.EventPublisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** The intakes of a service, processed by calls of {@link #step}. For one thread. */
public final class SteppedIntakes {

    private final List<SteppedLanes<?>> lanes = new ArrayList<>();
    private final EventIntakes intakes;

    public SteppedIntakes(EventPublisher publisher, String service) {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        intakes = new EventIntakes(new EventIntake.Shared(
                new DeadLetters(publisher, metrics, service), new Waiting(metrics), metrics, Tracing.OFF, this::make));
    }

    public EventIntakes intakes() {
        return intakes;
    }

    private <T> Lanes<T> make(String name, IntakeOptions options, Lanes.Work<T> work) {
        SteppedLanes<T> made = new SteppedLanes<>(name, options, work);
        lanes.add(made);
        return made;
    }

    /** Whether nothing waits to be processed. */
    public boolean isIdle() {
        return lanes.stream().allMatch(SteppedLanes::isIdle);
    }

    /**
     * Processes the next batch of a lane in each intake.
     *
     * @return how many records were processed
     */
    public int step(int lane, int most) {
        int done = 0;
        for (SteppedLanes<?> one : lanes) {
            done += one.step(lane, most);
        }
        return done;
    }
}
