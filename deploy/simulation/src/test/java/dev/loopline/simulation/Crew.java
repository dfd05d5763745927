package dev.loopline.simulation;

import dev.loopline.kit.startup.StartupRefusedException;
import dev.loopline.simulation.Services.Running;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The services of a world that run, and the groups in which they consume. For one thread. */
final class Crew implements AutoCloseable {

    private static final int LANES = 3;
    /** What services do beside their events when they do all that they can, in this order. */
    private static final Map<String, List<String>> ALWAYS = Map.of(
            Services.WATCHER,
            List.of("round", "recent", "due", "relay"),
            Services.BUNDLER + "-1",
            List.of("care"),
            Services.BUNDLER + "-2",
            List.of("care"),
            Services.CATALOG,
            List.of("relay"),
            Services.IMPORTER,
            List.of("housekeeping"));

    private final SimBroker broker;
    private final Services services;
    private final List<String> trace;
    private final List<String> names = new ArrayList<>(List.of(
            Services.WATCHER, Services.BACKFILL, Services.BUNDLER + "-1", Services.BUNDLER + "-2", Services.CATALOG));
    private final Map<String, Running> running = new TreeMap<>();
    private long rebalances;

    /** @param trace gets a line when a service cannot start */
    Crew(SimBroker broker, Services services, List<String> trace) {
        this.broker = broker;
        this.services = services;
        this.trace = trace;
        if (services.hasImporter()) {
            names.add(Services.IMPORTER);
        }
        startAll();
    }

    /** Any instance of any service, running or not. */
    String any(SplittableRandom random) {
        return names.get(random.nextInt(names.size()));
    }

    /** Starts what does not run. */
    void startAll() {
        names.forEach(this::start);
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

    /** The groups that read a topic. */
    List<String> groups(String topic) {
        return running.values().stream()
                .filter(one -> one.topics().contains(topic))
                .map(Running::group)
                .distinct()
                .toList();
    }

    String crash(String name, String how) {
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

    String rebalance() {
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

    String chore(String name, String chore) {
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

    /** A member that has records to take takes some. */
    String poll(SplittableRandom random) {
        List<String> ready = names.stream()
                .filter(name -> running.containsKey(name)
                        && !running.get(name).consumer().ready().isEmpty())
                .toList();
        if (ready.isEmpty()) {
            return "";
        }
        String name = ready.get(random.nextInt(ready.size()));
        Running one = running.get(name);
        List<TopicPartition> partitions = one.consumer().ready();
        TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
        return name + " " + partition + " " + one.consumer().poll(partition, random.nextInt(1, 6));
    }

    /** A member that has taken records processes some. */
    String work(SplittableRandom random) {
        List<String> ready = names.stream()
                .filter(name -> running.containsKey(name)
                        && !running.get(name).intakes().isIdle())
                .toList();
        if (ready.isEmpty()) {
            return "";
        }
        String name = ready.get(random.nextInt(ready.size()));
        int first = random.nextInt(LANES);
        int most = random.nextInt(1, 9);
        try {
            int done = 0;
            for (int i = 0; i < LANES && done == 0; i++) {
                done = running.get(name).intakes().step((first + i) % LANES, most);
            }
            return name + " " + done;
        } catch (Crash e) {
            return crash(name, " at work");
        }
    }

    String commit(String name) {
        Running one = running.get(name);
        return one == null ? "" : name + " " + one.consumer().commit();
    }

    /** All services do all that they can. @return whether there was anything */
    boolean round() {
        boolean moved = false;
        for (String name : names) {
            moved |= act(name);
        }
        return moved;
    }

    /** A service does all that it can, so that a fault that waits for it strikes. */
    String press(String name) {
        return act(name) ? name : name + " has nothing to do";
    }

    /** All services before this one do all that they can, in the order in which events pass them. */
    void pressBefore(String name) {
        names.subList(0, Math.max(0, names.indexOf(name))).forEach(this::act);
    }

    /** A service takes records, and dies when it has committed what it has done. */
    String crashAfterCommit(String name) {
        Running one = running.get(name);
        if (one == null) {
            return "";
        }
        int taken = pollAll(one);
        one.consumer().commit();
        return crash(name, " with " + taken + " records");
    }

    private boolean act(String name) {
        Running one = running.get(name);
        if (one == null) {
            start(name);
            return true;
        }
        boolean moved = pollAll(one) > 0;
        try {
            for (int lane = 0; lane < LANES; lane++) {
                while (one.intakes().step(lane, Integer.MAX_VALUE) > 0) {
                    moved = true;
                }
            }
        } catch (Crash e) {
            trace.add("  " + crash(name, " at work"));
            return true;
        }
        moved |= one.consumer().commit();
        if (one.intakes().isIdle() && one.consumer().isBehind()) {
            one.consumer().assign(List.copyOf(one.consumer().assignment()));
        }
        for (String chore : ALWAYS.getOrDefault(name, List.of())) {
            trace.add("  " + chore(name, chore));
        }
        return moved;
    }

    private static int pollAll(Running one) {
        int taken = 0;
        for (TopicPartition partition : List.copyOf(one.consumer().assignment())) {
            taken += one.consumer().poll(partition, Integer.MAX_VALUE);
        }
        return taken;
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

    /** What services have left to do; nothing if all is quiet. */
    List<String> unrest() throws SQLException {
        List<String> unrest = new ArrayList<>();
        for (Map.Entry<String, Running> one : running.entrySet()) {
            if (!one.getValue().intakes().isIdle()) {
                unrest.add(one.getKey() + " holds records");
            }
            one.getValue().busy().now().forEach(what -> unrest.add(one.getKey() + ": " + what));
        }
        lag().forEach((partition, records) -> unrest.add(partition + " lags by " + records));
        return unrest;
    }
}
