package dev.loopline.watcher;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.watcher.adoption.Adoptions;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.materialization.Materialization;
import dev.loopline.watcher.outbox.OutboxRelay;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.register.Outlet;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.topic.TopicWatch;
import dev.loopline.watcher.watch.WatchBoard;
import dev.loopline.watcher.watch.WatchLoop;
import dev.loopline.watcher.watch.WatchedHome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A watcher over a home, usually without broker: what it publishes is kept in a list. */
public final class Watching implements AutoCloseable {

    /** A published record and when it came. */
    public record Published(OutgoingRecord record, Instant at) {

        public LoopKey key() {
            return LoopKey.parse(new String(record.key(), StandardCharsets.UTF_8))
                    .orElseThrow();
        }

        public boolean isTombstone() {
            return record.body() == null;
        }

        public WorkspaceRegistered event() {
            Map<String, String> headers = new HashMap<>();
            record.headers().forEach((name, value) -> headers.put(name, new String(value, StandardCharsets.UTF_8)));
            Decoded<WorkspaceRegistered> decoded = new EventCodec()
                    .decode(
                            EventType.WORKSPACE_REGISTERED,
                            WorkspaceRegistered.class,
                            headers,
                            record.key(),
                            record.body());
            return ((Decoded.Known<WorkspaceRegistered>) decoded).event();
        }
    }

    public final Registry registry;
    public final LoopBook book = new LoopBook();
    public final WatchBoard board = new WatchBoard();
    public final WatchLoop loop;
    private final @Nullable TopicWatch topic;
    /** Counted down when another watcher took the home over. */
    public final CountDownLatch lost = new CountDownLatch(1);

    private final HomeLease lease;
    private final OutboxRelay relay;
    private final Registrar registrar;
    private final List<Published> published = new CopyOnWriteArrayList<>();

    public Watching(Path folder) throws Exception {
        this(folder, TestConfig.QUICK);
    }

    public Watching(Path folder, WatcherConfig config) throws Exception {
        this(folder, config, null);
    }

    /** A watcher that publishes to this broker, and compares its registry with the topic there. */
    public Watching(Path folder, TestBroker broker) throws Exception {
        this(folder, TestConfig.QUICK, broker);
    }

    private Watching(Path folder, WatcherConfig config, @Nullable TestBroker broker) throws Exception {
        RdAgentHome home = RdAgentHome.open(folder, List.of());
        lease = HomeLease.take(
                new HomeLease.Place(home.defaultRegistry(), null), config.leaseStale(), null, lost::countDown);
        registry = Registry.open(home.defaultRegistry(), lease::isHeld);
        book.load(registry.view(LoopTable::content));
        relay = new OutboxRelay(
                registry,
                records -> {
                    List<RecordMetadata> places = broker == null ? List.of() : broker.send(records);
                    records.forEach(record -> published.add(new Published(record, Instant.now())));
                    return places;
                },
                new Materialization(Clock.systemUTC())::published);
        topic = broker == null ? null : new TopicWatch(registry, book, broker.access(), new HomeIdentity("watched"));
        Outlet outlet = topic == null ? relay::wake : topic.outlet(relay::wake);
        registrar =
                new Registrar(registry, book, new Registrar.Place(home.paths(), "watched"), Clock.systemUTC(), outlet);
        WatchedHome watched = new WatchedHome(home, registry, book, new Adoptions(registry, home.roots()), lease);
        loop = new WatchLoop(config, watched, registrar, board, Clock.systemUTC());
        if (topic != null) {
            topic.start();
        }
        relay.start();
        loop.start();
    }

    /** Why nothing is registered at the moment. */
    public Optional<String> closed() {
        return topic == null ? Optional.empty() : topic.closed();
    }

    public List<Published> published() {
        return published;
    }

    public List<Published> of(LoopKey key) {
        return published.stream().filter(one -> one.key().equals(key)).toList();
    }

    /** Waits until so many records were published. */
    public void awaitPublished(int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> published.size() >= count);
    }

    /** Waits until a loop was published so often. */
    public Published awaitPublished(LoopKey key, int count) {
        Awaitility.await("publication " + count + " of " + key)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> of(key).size() >= count);
        return of(key).get(count - 1);
    }

    /** Waits until that many more scans are through, which come at once also where nothing changes. */
    public void awaitScans(int count) {
        for (int i = 0; i < count; i++) {
            Instant now = Instant.now();
            loop.homeChanged();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() ->
                            board.lastScanAt().filter(at -> at.isAfter(now)).isPresent());
        }
    }

    /** Waits so long; a problem is there all the time. */
    public void awaitTrouble(Duration time) {
        Awaitility.await()
                .atMost(time.plusSeconds(5))
                .during(time)
                .until(() -> board.problem().isPresent());
    }

    /** From now on only the test writes: not even a file that contradicts what it writes makes a new revision. */
    public void stopLooking() {
        loop.close();
    }

    @Override
    public void close() {
        loop.close();
        if (topic != null) {
            topic.close();
        }
        relay.close();
        registrar.close();
        registry.close();
        lease.close();
    }
}
