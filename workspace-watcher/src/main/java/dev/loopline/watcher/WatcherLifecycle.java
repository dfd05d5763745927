package dev.loopline.watcher;

import dev.loopline.watcher.outbox.OutboxRelay;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.topic.TopicWatch;
import dev.loopline.watcher.watch.WatchLoop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Starts looking once the channels are connected, and stops before they close; the registry closes last, when nothing is recorded
 * any more.
 */
@Singleton
public class WatcherLifecycle {

    private static final int AFTER_CHANNELS = 3000;
    private static final int BEFORE_CHANNELS_CLOSE = 1;
    private static final int LAST = 4000;

    private final WatchLoop loop;
    private final TopicWatch topic;
    private final OutboxRelay relay;
    private final Registrar registrar;
    private final Registry registry;

    WatcherLifecycle(WatchLoop loop, TopicWatch topic, OutboxRelay relay, Registrar registrar, Registry registry) {
        this.loop = loop;
        this.topic = topic;
        this.relay = relay;
        this.registrar = registrar;
        this.registry = registry;
    }

    void start(@Observes @Priority(AFTER_CHANNELS) StartupEvent event) throws InterruptedException {
        topic.start();
        relay.start();
        loop.start();
    }

    void stop(@Observes @Priority(BEFORE_CHANNELS_CLOSE) ShutdownEvent event) {
        loop.close();
        topic.close();
        relay.close();
        registrar.close();
    }

    void closeRegistry(@Observes @Priority(LAST) ShutdownEvent event) {
        registry.close();
    }
}
