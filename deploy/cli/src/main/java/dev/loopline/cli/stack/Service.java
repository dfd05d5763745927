package dev.loopline.cli.stack;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The five services, in the order in which a loop passes through them. */
public enum Service {
    /**
     * It knows every loop of the home by heart: 128 MiB of it are enough for some twenty thousand. It reads what the others
     * report, and what they could not process.
     */
    WORKSPACE_WATCHER(8081, 256, EventType.LOOP_BACKFILLED, EventType.BUNDLE_CREATED, EventType.LOOP_IMPORTED),
    BACKFILL_SERVICE(8082, 160, EventType.WORKSPACE_REGISTERED),
    /** More heap than the others: it holds compression buffers for each loop that it packs. */
    BUNDLE_SERVICE(8083, 256, EventType.LOOP_BACKFILLED),
    CATALOG_SERVICE(8084, 160, EventType.BUNDLE_CREATED),
    /** Likewise: it holds the rows of many loops while it writes them. */
    AISTOCK_IMPORTER(8000, 256, EventType.CATALOG_UPDATED);

    private final int defaultPort;
    private final int heapMegabytes;
    private final List<EventType> takesIn;

    Service(int defaultPort, int heapMegabytes, EventType... takesIn) {
        this.defaultPort = defaultPort;
        this.heapMegabytes = heapMegabytes;
        this.takesIn = List.of(takesIn);
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

    /** The topics that it reads, whether they exist or not. */
    public Set<String> topics() {
        Stream<String> events = takesIn.stream().map(EventType::topic);
        Stream<String> deadLetters = this == WORKSPACE_WATCHER
                ? names().stream().filter(name -> !name.equals(serviceName())).map(Topics::deadLetter)
                : Stream.of();
        return Stream.concat(events, deadLetters).collect(Collectors.toSet());
    }

    /** The service of this name, as {@link #serviceName()} spells it. */
    public static Optional<Service> named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.serviceName().equals(name))
                .findFirst();
    }
}
