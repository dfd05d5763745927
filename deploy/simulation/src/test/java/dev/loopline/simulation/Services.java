package dev.loopline.simulation;

import dev.loopline.backfill.stage.BackfillDoor;
import dev.loopline.bundle.stage.BundleDoor;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.stage.CatalogDoor;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.importer.bundle.FolderBundleSource;
import dev.loopline.importer.stage.ImporterDoor;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.kit.consume.SimConsumer;
import dev.loopline.kit.consume.SteppedIntakes;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.publish.SimPublishers;
import dev.loopline.watcher.watch.SteppedWatcher;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Starts services in a world: their memory is new, their files are what is there. For one thread. */
final class Services {

    static final String WATCHER = "workspace-watcher";
    static final String BACKFILL = "backfill-service";
    static final String BUNDLER = "bundle-service";
    static final String CATALOG = "catalog-service";
    static final String IMPORTER = "aistock-importer";

    static final List<String> ALL = List.of(WATCHER, BACKFILL, BUNDLER, CATALOG, IMPORTER);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path root;
    private final SimBroker broker;
    private final SimClock clock;
    private final @Nullable DataSource database;

    /** @param database AIstock's; null for a world without importer */
    Services(Path root, SimBroker broker, SimClock clock, @Nullable DataSource database) {
        this.root = root;
        this.broker = broker;
        this.clock = clock;
        this.database = database;
    }

    /** What a service does beside its events. */
    interface Chore {
        void run() throws IOException, SQLException;
    }

    /** What ends a service. */
    interface Close {
        void run() throws IOException, SQLException;
    }

    /** A running service. */
    record Running(
            String group,
            List<String> topics,
            SteppedIntakes intakes,
            SimConsumer consumer,
            Map<String, Chore> chores,
            Busy busy,
            Close close) {}

    /** What a service has to do beside its events. */
    interface Busy {
        List<String> now() throws SQLException;

        Busy NEVER = List::of;

        /** @param what it has to do, if the other is true */
        static List<String> with(String what, boolean isBusy) {
            return isBusy ? List.of(what) : List.of();
        }
    }

    Path home() {
        return root.resolve("home");
    }

    Path bundles() {
        return home().resolve("production_bundles");
    }

    Path catalogs() {
        return home().resolve("rdagent_data");
    }

    Path aistock() {
        return root.resolve("aistock");
    }

    boolean hasImporter() {
        return database != null;
    }

    /** @param name of the service, perhaps with a number */
    Running start(String name) throws IOException, SQLException {
        String service = plain(name);
        SteppedIntakes intakes = new SteppedIntakes(SimPublishers.of(broker, service), service);
        return switch (service) {
            case WATCHER -> watcher(intakes);
            case BACKFILL -> backfill(intakes);
            case CATALOG -> catalog(intakes);
            case IMPORTER -> importer(intakes);
            default -> bundler(intakes);
        };
    }

    /** The name of the service without the number of its instance. */
    static String plain(String name) {
        return name.startsWith(BUNDLER) ? BUNDLER : name;
    }

    private EventPublisher publisher(String service) {
        return SimPublishers.of(broker, service);
    }

    private Running watcher(SteppedIntakes intakes) throws IOException, SQLException {
        SteppedWatcher watcher = new SteppedWatcher(
                RootSettings.of(home()), intakes.intakes(), publisher(WATCHER), clock.of(WATCHER), clock.nanos());
        List<String> topics = List.of(
                EventType.LOOP_BACKFILLED.topic(),
                EventType.BUNDLE_CREATED.topic(),
                EventType.LOOP_IMPORTED.topic(),
                Topics.deadLetter(BACKFILL),
                Topics.deadLetter(BUNDLER),
                Topics.deadLetter(CATALOG),
                Topics.deadLetter(IMPORTER));
        return new Running(
                WATCHER,
                topics,
                intakes,
                new SimConsumer(broker, WATCHER, watcher::receive),
                Map.of(
                        "round", watcher::round,
                        "recent", watcher::recent,
                        "due", watcher::due,
                        "confirm", watcher::confirm,
                        "backfill", watcher::backfill,
                        "relay", watcher::relay),
                () -> Busy.with(
                        "waits for files or loops on their way",
                        watcher.isBusy() || (hasImporter() && watcher.isAnyInFlight())),
                watcher::close);
    }

    private Running backfill(SteppedIntakes intakes) {
        var stage = BackfillDoor.open(intakes.intakes(), publisher(BACKFILL), RootSettings.of(home()));
        return new Running(
                BACKFILL,
                List.of(EventType.WORKSPACE_REGISTERED.topic()),
                intakes,
                new SimConsumer(broker, BACKFILL, stage),
                Map.of(),
                Busy.NEVER,
                () -> {});
    }

    private Running bundler(SteppedIntakes intakes) throws IOException {
        BundleDoor door = new BundleDoor(
                intakes.intakes(),
                publisher(BUNDLER),
                broker,
                RootSettings.of(home()),
                new FolderStore(bundles()),
                clock.of(BUNDLER));
        return new Running(
                BUNDLER,
                List.of(EventType.LOOP_BACKFILLED.topic()),
                intakes,
                new SimConsumer(broker, BUNDLER, door::receive),
                Map.of("care", door::care),
                door::damages,
                door::close);
    }

    private Running catalog(SteppedIntakes intakes) throws IOException, SQLException {
        CatalogState state = CatalogState.open(root.resolve("catalog-state"));
        Files.createDirectories(catalogs());
        CatalogFiles files = new CatalogFiles(state::reader, List.of(catalogs()));
        CatalogDoor door = new CatalogDoor(intakes.intakes(), publisher(CATALOG), state, files);
        prepare(state);
        SimConsumer consumer = new SimConsumer(broker, CATALOG, door::receive) {
            @Override
            public void assign(Collection<TopicPartition> partitions) {
                super.assign(partitions);
                door.assigned(asClient(this), partitions);
            }
        };
        return new Running(
                CATALOG,
                List.of(EventType.BUNDLE_CREATED.topic()),
                intakes,
                consumer,
                Map.of(
                        "export",
                                () -> {
                                    if (!state.isRecovering()) {
                                        files.write();
                                    }
                                },
                        "relay",
                                () -> {
                                    state.finishRecoveryIfComplete();
                                    door.relay();
                                }),
                () -> Busy.with(
                        "has changes to announce",
                        state.isRecovering() || !state.waiting(1).isEmpty()),
                state::close);
    }

    /** What the service does before its first event, with the simulated broker's answers. */
    private void prepare(CatalogState state) throws SQLException {
        String input = EventType.BUNDLE_CREATED.topic();
        String output = EventType.CATALOG_UPDATED.topic();
        if (state.isReplaced(input, broker.id(input))) {
            state.forgetPositions();
        }
        state.noteIdentity(input, broker.id(input));
        if (state.isReplaced(output, broker.id(output))) {
            state.markAll();
        }
        state.noteIdentity(output, broker.id(output));
        if (state.isNew()) {
            Map<Integer, Long> ends = new HashMap<>();
            SimBroker.partitions(List.of(input)).stream()
                    .filter(one -> broker.next(one, 0) != null)
                    .forEach(one -> ends.put(one.partition(), broker.end(one)));
            state.readUpTo(ends);
        }
    }

    private Running importer(SteppedIntakes intakes) throws IOException {
        Path folder =
                Files.createDirectories(aistock().resolve("rdagent_assets").resolve("bundles"));
        BundleCache bundles = new BundleCache(
                folder,
                new FolderBundleSource(bundles()),
                new BundleCache.Limits(100_000, 1L << 30),
                PATIENCE,
                clock.of(IMPORTER));
        bundles.prepare();
        DataSource opened = java.util.Objects.requireNonNull(database);
        ImporterDoor door = new ImporterDoor(
                intakes.intakes(), publisher(IMPORTER), new CatalogStore(opened, clock.of(IMPORTER)), bundles);
        return new Running(
                IMPORTER,
                List.of(EventType.CATALOG_UPDATED.topic()),
                intakes,
                new SimConsumer(broker, IMPORTER, door::receive),
                Map.of("housekeeping", () -> door.housekeeping(clock.now(IMPORTER))),
                Busy.NEVER,
                () -> {});
    }

    /** The Kafka client that the catalog's positions are set on. */
    private static Consumer<?, ?> asClient(SimConsumer consumer) {
        return (Consumer<?, ?>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, called, arguments) -> {
                    switch (called.getName()) {
                        case "seek" -> consumer.seek((TopicPartition) arguments[0], (Long) arguments[1]);
                        case "seekToBeginning" ->
                            ((Collection<?>) arguments[0]).forEach(one -> consumer.seek((TopicPartition) one, 0));
                        case "position" -> {
                            return consumer.position((TopicPartition) arguments[0]);
                        }
                        case "commitSync" -> consumer.commitAll((Map<?, ?>) arguments[0]);
                        default -> throw new UnsupportedOperationException(called.toString());
                    }
                    return null;
                });
    }
}
