package dev.loopline.simulation;

import dev.loopline.contracts.codec.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A world with RD-Agent, a broker, a database and the services, all moved by steps. For one thread. */
final class World implements AutoCloseable {

    static final String POISON = "poison";

    private static final int MOST_ROUNDS = 60;
    /** So many steps files are away, on average. */
    private static final int STEPS_WITHOUT_FILES = 6;

    private static final Duration LONGER_THAN_QUIET = Duration.ofSeconds(3);
    /** A loop is taken back only when two looks have seen that it is gone. */
    private static final int IDLE_ROUNDS = 2;

    private final SimClock clock = new SimClock();
    private final SimBroker broker = new SimBroker(clock);
    private final Services services;
    private final SimAgent agent;
    private final Faults faults;
    private final RegistryFaults registry;
    private final @Nullable Aistock database;
    private final Crew crew;
    private final List<String> trace = new ArrayList<>();

    World(Path root, @Nullable Aistock database) throws SQLException {
        this.database = database;
        faults = new Faults(database);
        services = new Services(root, broker, clock, database == null ? null : database.source());
        agent = new SimAgent(services.home());
        registry = new RegistryFaults(services.home().resolve("RDagentDB").resolve("registry.sqlite"));
        if (database != null) {
            database.clear();
        }
        crew = new Crew(broker, services, trace);
    }

    Services services() {
        return services;
    }

    /** What can be seen of it, by name. */
    Map<String, String> view() throws IOException, SQLException {
        Map<String, String> view = View.of(services);
        if (database != null) {
            view.putAll(database.view());
        }
        return view;
    }

    @Nullable
    Aistock database() {
        return database;
    }

    SimAgent agent() {
        return agent;
    }

    SimBroker broker() {
        return broker;
    }

    /** What was done, one line for each step. */
    List<String> trace() {
        return trace;
    }

    void take(Step step) {
        SplittableRandom random = step.random();
        String done;
        if (random.nextInt(STEPS_WITHOUT_FILES) == 0) {
            faults.filesComeBack(services);
        }
        try {
            done = take(step.kind(), random);
        } catch (Crash crash) {
            done = crash.getMessage();
        }
        trace.add(step.kind() + " " + done);
    }

    private String take(Step.Kind kind, SplittableRandom random) {
        return switch (kind) {
            case AGENT -> agentActs(random);
            case LOOK -> crew.chore(Services.WATCHER, "round");
            case RECENT -> crew.chore(Services.WATCHER, "recent");
            case DUE -> crew.chore(Services.WATCHER, "due");
            case RELAY -> crew.chore(Services.WATCHER, "relay");
            case CHORE -> anyChore(random);
            case POLL -> crew.poll(random);
            case WORK -> crew.work(random);
            case COMMIT -> crew.commit(crew.any(random));
            case TIME -> {
                clock.pass(Duration.ofMillis(random.nextInt(50, 8000)));
                yield "";
            }
            case CLOCK -> setClock(crew.any(random), random);
            case CRASH -> crew.crash(crew.any(random), "");
            case CRASH_AFTER_COMMIT -> {
                String name = crew.any(random);
                feed(name, random);
                yield crew.crashAfterCommit(name);
            }
            case FLOW -> {
                String name = crew.any(random);
                feed(name, random);
                yield crew.press(name);
            }
            case CRASH_WHILE_SENDING -> crashWhileSending(random);
            case BROKER -> disturbBroker(crew.any(random), random);
            case REBALANCE -> crew.rebalance();
            case COMPACT -> compact(any(SimBroker.events(), random));
            case DUPLICATE -> duplicate(random);
            case POISON -> poison(any(SimBroker.events(), random), random);
            case FILES -> faults.files(services, random);
            case DATABASE -> disturbDatabase(random);
            case TOPIC_LOST -> loseTopic(any(SimBroker.events(), random));
            case ARCHIVE -> faults.archive(services, random);
            case TIMES -> faults.times(services, random);
            case REGISTRY -> registry.take(random);
        };
    }

    /** RD-Agent writes something, and it comes as far as to the service before this one. */
    private void feed(String name, SplittableRandom random) {
        agentActs(random);
        crew.press(Services.WATCHER);
        clock.pass(LONGER_THAN_QUIET);
        crew.pressBefore(name);
    }

    private String agentActs(SplittableRandom random) {
        if (!faults.isHomeWhole()) {
            return "cannot";
        }
        int loop = random.nextInt(agent.loops());
        StringBuilder done = new StringBuilder("loop " + loop);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            done.append(' ').append(agent.advance(loop, random.nextInt(1 << 20)));
        }
        return done.toString();
    }

    private String anyChore(SplittableRandom random) {
        return switch (random.nextInt(services.hasImporter() ? 4 : 3)) {
            case 0 -> crew.chore(Services.BUNDLER + "-1", "care");
            case 1 -> crew.chore(Services.BUNDLER + "-2", "care");
            case 2 -> crew.chore(Services.CATALOG, any(List.of("export", "relay"), random));
            default -> crew.chore(Services.IMPORTER, "housekeeping");
        };
    }

    private String setClock(String name, SplittableRandom random) {
        String service = Services.plain(name);
        Duration skew = Duration.ofMinutes(random.nextInt(-90, 90));
        clock.set(service, skew);
        return service + " " + skew;
    }

    private String crashWhileSending(SplittableRandom random) {
        String name = crew.any(random);
        String service = Services.plain(name);
        feed(name, random);
        int after = random.nextInt(3);
        boolean before = random.nextBoolean();
        int[] sent = {0};
        broker.disturb(service, () -> {
            if (sent[0]++ < after) {
                return SimBroker.SendFault.NONE;
            }
            broker.heal(service);
            return before ? SimBroker.SendFault.CRASH_BEFORE : SimBroker.SendFault.CRASH_AFTER;
        });
        return (before ? "before" : "after") + " record " + after + " of " + crew.press(name);
    }

    private String disturbBroker(String name, SplittableRandom random) {
        feed(name, random);
        String done = faults.broker(broker, Services.plain(name), random);
        return done + " of " + crew.press(name);
    }

    private String disturbDatabase(SplittableRandom random) {
        feed(Services.IMPORTER, random);
        String done = faults.database(random);
        return services.hasImporter() ? done + " for " + crew.press(Services.IMPORTER) : done;
    }

    /** Without an importer nobody tells the watcher that a loop was lost to it, so there it takes only what was read. */
    private String compact(String topic) {
        broker.compact(topic, services.hasImporter() ? List.of() : crew.groups(topic));
        return topic;
    }

    /** Mostly one that a newer record of its key follows, if there is one; of any topic that has such. */
    private String duplicate(SplittableRandom random) {
        boolean older = random.nextInt(4) > 0;
        List<List<ConsumerRecord<byte[], byte[]>>> topics = SimBroker.events().stream()
                .map(topic -> older ? broker.superseded(topic) : broker.records(topic))
                .filter(records -> !records.isEmpty())
                .toList();
        if (topics.isEmpty()) {
            return "";
        }
        ConsumerRecord<byte[], byte[]> record = any(any(topics, random), random);
        broker.duplicate(record);
        return record.topic() + " " + record.partition() + " " + record.offset();
    }

    private String poison(String topic, SplittableRandom random) {
        byte[] junk = ("{\"poison\": " + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
        byte[] key = (POISON + "/" + random.nextInt(4)).getBytes(StandardCharsets.UTF_8);
        broker.append(new ProducerRecord<>(topic, key, junk));
        return topic;
    }

    private String loseTopic(String topic) {
        broker.lose(topic);
        crew.rebalance();
        return topic;
    }

    /**
     * Ends all faults and lets everything come to rest.
     *
     * @throws AssertionError if it does not
     */
    void rest() throws SQLException {
        Services.ALL.forEach(broker::heal);
        faults.end(services);
        agent.finishAll();
        int idle = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            clock.pass(Duration.ofSeconds(3L << Math.min(round / 4, 8)));
            crew.startAll();
            crew.chore(Services.WATCHER, "confirm");
            followAdvice(unrest());
            idle = crew.round() || !unrest().isEmpty() ? 0 : idle + 1;
            if (idle == IDLE_ROUNDS) {
                trace.add("rest " + crew.chore(Services.CATALOG, "export"));
                return;
            }
        }
        throw new AssertionError("the world does not come to rest: " + unrest() + ", trace end "
                + trace.subList(Math.max(0, trace.size() - 20), trace.size()));
    }

    /** A person does what the services ask for. */
    private void followAdvice(List<String> sentences) {
        faults.putCopiesBack(file -> sentences.stream()
                .anyMatch(text -> text.contains(file) && text.contains("put a backup of it in its place")));
        if (sentences.stream().anyMatch(text -> text.contains("ask for a backfill"))) {
            trace.add(crew.chore(Services.WATCHER, "backfill"));
        }
    }

    private List<String> unrest() throws SQLException {
        List<String> unrest = crew.unrest();
        if (database != null && database.owed() > 0) {
            unrest.add("imports are to be announced: " + database.owed());
        }
        return unrest;
    }

    /** A dead letter: who gave up what, and why. */
    record Letter(String service, String key, String reason, String message) {}

    List<Letter> deadLetters() {
        List<Letter> letters = new ArrayList<>();
        for (String service : Services.ALL) {
            for (ConsumerRecord<byte[], byte[]> letter : broker.records(Topics.deadLetter(service))) {
                letters.add(new Letter(
                        service,
                        new String(letter.key(), StandardCharsets.UTF_8),
                        header(letter, "loopline_reason"),
                        header(letter, "loopline_message")));
            }
        }
        return letters;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static <T> T any(List<T> all, SplittableRandom random) {
        return all.get(random.nextInt(all.size()));
    }

    @Override
    public void close() {
        crew.close();
    }
}
