package dev.loopline.cli.stack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The five services, in the order in which a loop passes through them. */
public enum Service {
    /** It knows every loop of the home by heart: 128 MiB of it are enough for some twenty thousand. */
    WORKSPACE_WATCHER(8081, 256),
    BACKFILL_SERVICE(8082, 160),
    /** More heap than the others: it holds compression buffers for each loop that it packs. */
    BUNDLE_SERVICE(8083, 256),
    CATALOG_SERVICE(8084, 160),
    /** Likewise: it holds the rows of many loops while it writes them. */
    AISTOCK_IMPORTER(8000, 256);

    private final int defaultPort;
    private final int heapMegabytes;

    Service(int defaultPort, int heapMegabytes) {
        this.defaultPort = defaultPort;
        this.heapMegabytes = heapMegabytes;
    }

    /** The name of its folder, its consumer group and its log: {@code workspace-watcher} and so on. */
    public String serviceName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names of all, in the order of the chain. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Service::serviceName).toList();
    }

    /** Where it listens unless the ports are shifted. */
    public int defaultPort() {
        return defaultPort;
    }

    /** The most heap it gets, in MiB. */
    public int heapMegabytes() {
        return heapMegabytes;
    }

    /** Whether it cannot start without PostgreSQL. */
    boolean needsDatabase() {
        return this == AISTOCK_IMPORTER;
    }

    /** The service of this name, as {@link #serviceName()} spells it. */
    public static Optional<Service> named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.serviceName().equals(name))
                .findFirst();
    }
}
