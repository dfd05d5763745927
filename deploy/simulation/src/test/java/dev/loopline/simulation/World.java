package dev.loopline.simulation;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.startup.StartupRefusedException;
import dev.loopline.simulation.Services.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A world with RD-Agent, a broker, a database and the services, all moved by steps. For one thread. */
final class World implements AutoCloseable {

    static final String POISON = "poison";

    private static final int MOST_ROUNDS = 60;

    private final SimClock clock = new SimClock();
    private final SimBroker broker = new SimBroker(clock);
    private final Services services;
    private final SimAgent agent;
    private final Faults faults;
    private final @Nullable Aistock database;
    private final Map<String, Running> running = new TreeMap<>();
    private final List<String> names = new ArrayList<>(List.of(
            Services.WATCHER, Services.BACKFILL, Services.BUNDLER + "-1", Services.BUNDLER + "-2", Services.CATALOG));
    private final List<String> trace = new ArrayList<>();
    private long rebalances;

    World(Path root, @Nullable Aistock database) throws SQLException {
        this.database = database;
        faults = new Faults(database);
        services = new Services(root, broker, clock, database == null ? null : database.source());
        agent = new SimAgent(services.home());
        if (database != null) {
            database.clear();
            names.add(Services.IMPORTER);
        }
        names.forEach(this::start);
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
            case LOOK -> chore(Services.WATCHER, "round");
            case RECENT -> chore(Services.WATCHER, "recent");
            case DUE -> chore(Services.WATCHER, "due");
            case RELAY -> chore(Services.WATCHER, "relay");
            case CHORE -> anyChore(random);
            case POLL -> poll(any(names, random), random);
            case WORK -> work(any(names, random), random);
            case COMMIT -> commit(any(names, random));
            case TIME -> {
                clock.pass(Duration.ofMillis(random.nextInt(50, 8000)));
                yield "";
            }
            case CLOCK -> setClock(any(names, random), random);
            case CRASH -> crash(any(names, random), "");
            case CRASH_WHILE_SENDING -> crashWhileSending(random);
            case BROKER -> faults.broker(broker, random);
            case REBALANCE -> rebalance();
            case COMPACT -> compact(any(SimBroker.events(), random));
            case DUPLICATE -> duplicate(any(SimBroker.events(), random), random);
            case POISON -> poison(any(SimBroker.events(), random), random);
            case FILES -> faults.files(services, random);
            case DATABASE -> faults.database(random);
            case TOPIC_LOST -> loseTopic(any(SimBroker.events(), random));
            case REGISTRY -> "";
        };
    }

    private static <T> T any(List<T> all, SplittableRandom random) {
        return all.get(random.nextInt(all.size()));
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

    private void start(String name) {
        if (running.containsKey(name)) {
            return;
        }
        try {
            running.put(name, services.start(name));
            rebalance();
        } catch (IOException | SQLException | StartupRefusedException e) {
            trace.add("  " + name + " does not start: " + e.getClass().getSimpleName());
        }
    }

    private String crash(String name, String how) {
        Running dead = running.remove(name);
        if (dead != null) {
            try {
                dead.close().run();
            } catch (IOException | SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        start(name);
        rebalance();
        return name + how;
    }

    private String rebalance() {
        rebalances++;
        Map<String, List<Running>> groups = new TreeMap<>();
        running.values()
                .forEach(one -> groups.computeIfAbsent(one.group(), unused -> new ArrayList<>())
                        .add(one));
        groups.values().forEach(members -> {
            List<TopicPartition> partitions =
                    SimBroker.partitions(members.get(0).topics());
            for (int i = 0; i < members.size(); i++) {
                List<TopicPartition> share = new ArrayList<>();
                for (int k = 0; k < partitions.size(); k++) {
                    if ((k + rebalances) % members.size() == i) {
                        share.add(partitions.get(k));
                    }
                }
                members.get(i).consumer().assign(share);
            }
        });
        return "";
    }

    private String chore(String name, String chore) {
        Running one = running.get(name);
        if (one == null) {
            start(name);
            return name + " is away";
        }
        try {
            one.chores().get(chore).run();
            return chore;
        } catch (IOException | SQLException | RuntimeException e) {
            return chore + " failed: " + e.getClass().getSimpleName();
        } catch (Crash e) {
            return crash(name, " in " + chore);
        }
    }

    private String anyChore(SplittableRandom random) {
        String name = random.nextInt(3) == 0 && services.hasImporter() ? Services.IMPORTER : Services.CATALOG;
        List<String> chores = name.equals(Services.CATALOG) ? List.of("export", "relay") : List.of("housekeeping");
        return chore(name, any(chores, random));
    }

    private String poll(String name, SplittableRandom random) {
        Running one = running.get(name);
        if (one == null || one.consumer().assignment().isEmpty()) {
            return "";
        }
        TopicPartition partition = any(List.copyOf(one.consumer().assignment()), random);
        return name + " " + partition + " " + one.consumer().poll(partition, random.nextInt(1, 6));
    }

    private String work(String name, SplittableRandom random) {
        Running one = running.get(name);
        if (one == null) {
            return "";
        }
        try {
            return name + " " + one.intakes().step(random.nextInt(3), random.nextInt(1, 9));
        } catch (Crash e) {
            return crash(name, " at work");
        }
    }

    private String commit(String name) {
        Running one = running.get(name);
        return one == null ? "" : name + " " + one.consumer().commit();
    }

    private String setClock(String name, SplittableRandom random) {
        String service = Services.plain(name);
        Duration skew = Duration.ofMinutes(random.nextInt(-90, 90));
        clock.set(service, skew);
        return service + " " + skew;
    }

    private String crashWhileSending(SplittableRandom random) {
        int after = random.nextInt(3);
        boolean before = random.nextBoolean();
        int[] sent = {0};
        broker.disturb(() -> {
            if (sent[0]++ < after) {
                return SimBroker.SendFault.NONE;
            }
            broker.disturb(null);
            return before ? SimBroker.SendFault.CRASH_BEFORE : SimBroker.SendFault.CRASH_AFTER;
        });
        return (before ? "before" : "after") + " record " + after;
    }

    private String compact(String topic) {
        broker.compact(topic);
        return topic;
    }

    private String duplicate(String topic, SplittableRandom random) {
        List<ConsumerRecord<byte[], byte[]>> records = broker.records(topic);
        if (!records.isEmpty()) {
            broker.duplicate(any(records, random));
        }
        return topic + " of " + records.size();
    }

    private String poison(String topic, SplittableRandom random) {
        byte[] junk = ("{\"poison\": " + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
        byte[] key = (POISON + "/" + random.nextInt(4)).getBytes(StandardCharsets.UTF_8);
        broker.append(new ProducerRecord<>(topic, key, junk));
        return topic;
    }

    private String loseTopic(String topic) {
        broker.lose(topic);
        rebalance();
        return topic;
    }

    /**
     * Ends all faults and lets everything come to rest.
     *
     * @throws AssertionError if it does not
     */
    void rest() throws SQLException {
        broker.disturb(null);
        faults.end(services);
        agent.finishAll();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            clock.pass(Duration.ofSeconds(3L << Math.min(round / 4, 8)));
            names.forEach(this::start);
            boolean moved = round();
            if (!moved && round > 2 && isQuiet()) {
                return;
            }
        }
        throw new AssertionError("the world does not come to rest: lag " + lag() + ", trace end "
                + trace.subList(Math.max(0, trace.size() - 20), trace.size()));
    }

    private boolean round() {
        boolean moved = false;
        for (String chore : List.of("round", "recent", "due", "relay")) {
            trace.add("rest " + chore(Services.WATCHER, chore));
        }
        for (String name : names) {
            Running one = running.get(name);
            for (TopicPartition partition : new ArrayList<>(one.consumer().assignment())) {
                moved |= one.consumer().poll(partition, Integer.MAX_VALUE) > 0;
            }
            for (int lane = 0; lane < 3; lane++) {
                while (one.intakes().step(lane, Integer.MAX_VALUE) > 0) {
                    moved = true;
                }
            }
            moved |= one.consumer().commit();
            if (one.intakes().isIdle() && one.consumer().isBehind()) {
                one.consumer().assign(List.copyOf(one.consumer().assignment()));
            }
        }
        chore(Services.CATALOG, "relay");
        chore(Services.CATALOG, "export");
        if (services.hasImporter()) {
            chore(Services.IMPORTER, "housekeeping");
        }
        return moved;
    }

    private boolean isQuiet() throws SQLException {
        for (Running one : running.values()) {
            if (!one.intakes().isIdle() || one.busy().now()) {
                return false;
            }
        }
        return lag().isEmpty() && (database == null || database.owed() == 0);
    }

    /** For each group and partition how many records are not committed; those without any are left out. */
    Map<String, Long> lag() {
        Map<String, Long> lag = new TreeMap<>();
        for (Running one : running.values()) {
            for (TopicPartition partition : one.consumer().assignment()) {
                long left = broker.end(partition) - broker.committed(one.group(), partition);
                if (left > 0) {
                    lag.put(one.group() + " " + partition, left);
                }
            }
        }
        return lag;
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

    @Override
    public void close() {
        running.values().forEach(one -> {
            try {
                one.close().run();
            } catch (IOException | SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        running.clear();
    }
}
