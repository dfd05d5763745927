package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who listens where on 127.0.0.1.
 *
 * @param services port of each service
 * @param broker port of the embedded broker
 * @param database port of the embedded PostgreSQL
 * @param verify port at which the program that runs it all answers for the whole
 */
public record PortPlan(Map<Service, Integer> services, int broker, int database, int verify) {

    /** Ports of the broker and of PostgreSQL unless they are shifted; chosen beside the usual 9092 and 5432. */
    public static final int DEFAULT_BROKER = 19092;

    public static final int DEFAULT_DATABASE = 15432;

    /** After the services, 8081 to 8084. */
    public static final int DEFAULT_VERIFY = 8085;

    private static final int HIGHEST_PORT = 65535;
    private static final int LOWEST_DRAWN = 20_000;
    private static final int HIGHEST_DRAWN = 32_000;
    private static final int DRAWS = 1_000;

    public PortPlan {
        services = Map.copyOf(services);
        if (services.size() != Service.values().length) {
            throw new IllegalArgumentException("each service needs a port: " + services);
        }
    }

    /**
     * The default ports, all moved up by the same number.
     *
     * @throws IllegalArgumentException if a port would lie outside 1 to 65535
     */
    public static PortPlan shifted(int offset) {
        Map<Service, Integer> services = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            services.put(service, checked(service.defaultPort() + offset));
        }
        return new PortPlan(
                services,
                checked(DEFAULT_BROKER + offset),
                checked(DEFAULT_DATABASE + offset),
                checked(DEFAULT_VERIFY + offset));
    }

    /** Ports that are free right now, for tests and measurements that run side by side. */
    public static PortPlan free() {
        Service[] all = Service.values();
        List<Integer> ports = freePorts(all.length + 3);
        Map<Service, Integer> services = new EnumMap<>(Service.class);
        for (Service service : all) {
            services.put(service, ports.get(service.ordinal()));
        }
        return new PortPlan(services, ports.get(all.length), ports.get(all.length + 1), ports.get(all.length + 2));
    }

    /**
     * The ports at which another program listens.
     *
     * @param broker whether the embedded broker is wanted
     * @param database whether the embedded PostgreSQL is wanted
     * @return by port, who listens there as far as that can be seen, else an empty text
     */
    public Map<Integer, String> taken(boolean broker, boolean database) {
        Set<Integer> ports = new TreeSet<>(services.values());
        ports.add(verify);
        if (broker) {
            ports.add(this.broker);
        }
        if (database) {
            ports.add(this.database);
        }
        Map<Integer, String> taken = new TreeMap<>();
        ports.stream()
                .filter(port -> !PortCheck.isFree(port))
                .forEach(port -> taken.put(port, PortCheck.owner(port).orElse("")));
        return taken;
    }

    int of(Service service) {
        return services.getOrDefault(service, service.defaultPort());
    }

    /**
     * So many different ports that are free right now, drawn from below the range that operating systems give out by
     * themselves: another program is unlikely to get them before their servers do.
     */
    static List<Integer> freePorts(int count) {
        List<Integer> ports = ThreadLocalRandom.current()
                .ints(LOWEST_DRAWN, HIGHEST_DRAWN)
                .distinct()
                .limit(DRAWS)
                .filter(PortCheck::isFree)
                .limit(count)
                .boxed()
                .toList();
        if (ports.size() < count) {
            throw new StackException(Texts.text("port.none", count, LOWEST_DRAWN, HIGHEST_DRAWN));
        }
        return ports;
    }

    private static int checked(int port) {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(Texts.text("port.range", port));
        }
        return port;
    }
}
