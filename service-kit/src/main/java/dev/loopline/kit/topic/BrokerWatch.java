package dev.loopline.kit.topic;

import dev.loopline.contracts.access.BrokerRight;
import dev.loopline.contracts.access.BrokerRight.Need;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.broker.RightsCheck;
import dev.loopline.kit.consume.Waiting;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says while the service runs what stands between it and the broker: silence, credentials, certificates, a right that was taken
 * away. The channels and publishers try again by themselves, and say nothing.
 */
@ApplicationScoped
public class BrokerWatch {

    /** The name under which the service says so, see {@link Waiting#standsStill}. */
    static final String WHAT = "Broker";

    private static final Logger LOG = Logger.getLogger(BrokerWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final BrokerAccess broker;
    private final Waiting waiting;
    private final List<BrokerRight> rights;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "broker-watch");
        made.setDaemon(true);
        return made;
    });

    private @Nullable RightsCheck check;
    private @Nullable String said;

    BrokerWatch(
            BrokerAccess broker,
            Waiting waiting,
            @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        this.broker = broker;
        this.waiting = waiting;
        this.rights = BrokerRights.of(serviceName).stream()
                .filter(right -> right.need() == Need.ALWAYS)
                .toList();
    }

    void onStart(@Observes StartupEvent event) {
        thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
        try {
            thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RightsCheck open = check;
        if (open != null) {
            open.close();
        }
    }

    private void look() {
        try {
            List<BrokerRight> missing = open().missing(rights);
            say(missing.isEmpty() ? null : sentence(missing));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            say(BrokerTrouble.find(e).map(BrokerTrouble::sentence).orElseGet(() -> "the broker cannot be asked: " + e));
        }
    }

    private RightsCheck open() {
        RightsCheck known = check;
        if (known == null) {
            known = new RightsCheck(broker, PATIENCE);
            check = known;
        }
        return known;
    }

    private static String sentence(List<BrokerRight> missing) {
        return new BrokerTrouble(
                        BrokerTrouble.Kind.RIGHT_MISSING,
                        missing.stream().map(BrokerRight::toString).collect(Collectors.joining(", ")))
                .sentence();
    }

    private void say(@Nullable String trouble) {
        String sentence = trouble == null ? null : broker + ": " + trouble;
        waiting.standsStill(WHAT, sentence);
        if (sentence != null && !sentence.equals(said)) {
            LOG.warn(sentence);
        } else if (sentence == null && said != null) {
            LOG.info("The broker grants all that is needed again.");
        }
        said = sentence;
    }
}
