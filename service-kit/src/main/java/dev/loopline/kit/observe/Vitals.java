package dev.loopline.kit.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at what a service depends on, every now and then and on threads of its own, so that no answer to Prometheus waits for a disk
 * or a database that hangs. Safe for all threads.
 */
@Singleton
public class Vitals {

    private static final Logger LOG = Logger.getLogger(Vitals.class);
    /** One that hangs leaves threads for the others. */
    private static final int THREADS = 4;

    private final MeterRegistry metrics;
    private final long intervalMs;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "vitals");
        thread.setDaemon(true);
        return thread;
    });

    Vitals(MeterRegistry metrics, VitalsConfig config) {
        this.metrics = metrics;
        this.intervalMs = config.interval().toMillis();
    }

    /** Looks once; to throw means that what is looked at is not there. */
    @FunctionalInterface
    public interface Probe {
        void look() throws Exception;
    }

    private final class Dependency {

        private final String name;
        private final Probe probe;
        private volatile double up = Double.NaN;

        private Dependency(String name, Probe probe) {
            this.name = name;
            this.probe = probe;
        }

        private void look() {
            try {
                probe.look();
                up = 1;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.debugf("Does not answer. dependency=%s failure=%s", name, e);
                up = 0;
            }
        }
    }

    /** Looks at a dependency from now on, and shows whether it answers. */
    public void watch(String name, Probe probe) {
        Dependency dependency = new Dependency(name, probe);
        Gauge.builder("loopline.dependency.up", dependency, one -> one.up)
                .description("1 while what the service depends on answers")
                .tag("dependency", name)
                .strongReference(true)
                .register(metrics);
        repeat(dependency::look);
    }

    /** Runs something again and again. Must not throw. */
    void repeat(Runnable look) {
        threads.scheduleWithFixedDelay(look, Math.min(intervalMs, 5_000), intervalMs, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
