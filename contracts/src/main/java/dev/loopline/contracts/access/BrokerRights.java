package dev.loopline.contracts.access;

import dev.loopline.contracts.access.BrokerRight.Need;
import dev.loopline.contracts.access.BrokerRight.Operation;
import dev.loopline.contracts.access.BrokerRight.Resource;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The least rights of each service, and of who runs the commands. They suffice where the topics are there; a service that is to
 * make its topics needs CREATE on them as well. Immutable.
 */
public final class BrokerRights {

    /** The name under which the rights of the commands are found: of {@code status}, {@code replay}, {@code dead-letters}. */
    public static final String COMMANDS = "loopline";

    private static final String WATCHER = "workspace-watcher";
    private static final String BACKFILL = "backfill-service";
    private static final String BUNDLE = "bundle-service";
    private static final String CATALOG = "catalog-service";
    private static final String IMPORTER = "aistock-importer";

    /** The services, in the order in which a loop passes through them. */
    private static final List<String> SERVICES = List.of(WATCHER, BACKFILL, BUNDLE, CATALOG, IMPORTER);

    /** The services that work beside a home. */
    private static final List<String> BESIDE_A_HOME = List.of(WATCHER, BACKFILL);

    private static final Map<String, Set<BrokerRight>> ALL = all();

    private final Set<BrokerRight> rights = new LinkedHashSet<>();

    private BrokerRights() {}

    /** Who has rights, in the order in which a loop passes through them; {@link #COMMANDS} is the last. */
    public static List<String> holders() {
        return List.copyOf(ALL.keySet());
    }

    /** The rights of a service or of {@link #COMMANDS}; none if there is no such service. */
    public static Set<BrokerRight> of(String holder) {
        return ALL.getOrDefault(holder, Set.of());
    }

    /** The topics that a service always uses; none if there is no such service. */
    public static Set<String> topics(String service) {
        return of(service).stream()
                .filter(right -> right.need() == Need.ALWAYS && right.resource() == Resource.TOPIC)
                .map(BrokerRight::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The consumer group of a service that works beside one home: each home's service reads all records and takes those of its
     * home, so each is a group of its own.
     */
    public static String groupOf(String service, String home) {
        return service + "." + home;
    }

    private static Map<String, Set<BrokerRight>> all() {
        Map<String, Set<BrokerRight>> all = new LinkedHashMap<>();
        all.put(
                WATCHER,
                service(WATCHER, EventType.WORKSPACE_REGISTERED)
                        .takesIn(EventType.LOOP_BACKFILLED, EventType.BUNDLE_CREATED, EventType.LOOP_IMPORTED)
                        .reads(Need.ALWAYS, EventType.WORKSPACE_REGISTERED.topic())
                        .reads(Need.ALWAYS, deadLetters(WATCHER))
                        .rights);
        // It looks there which files it may hand out.
        all.put(
                BACKFILL,
                service(BACKFILL, EventType.LOOP_BACKFILLED)
                        .takesIn(EventType.WORKSPACE_REGISTERED)
                        .reads(Need.ON_REQUEST, EventType.LOOP_BACKFILLED.topic())
                        .rights);
        all.put(
                BUNDLE,
                service(BUNDLE, EventType.BUNDLE_CREATED)
                        .takesIn(EventType.LOOP_BACKFILLED)
                        .reads(Need.ALWAYS, EventType.BUNDLE_CREATED.topic())
                        .rights);
        all.put(
                CATALOG,
                service(CATALOG, EventType.CATALOG_UPDATED)
                        .takesIn(EventType.BUNDLE_CREATED)
                        .holdsLease(CATALOG)
                        .reads(Need.ON_REQUEST, events())
                        .rights);
        all.put(
                IMPORTER,
                service(IMPORTER, EventType.LOOP_IMPORTED)
                        .takesIn(EventType.CATALOG_UPDATED)
                        .sendsDeadLettersBack()
                        .rights);
        all.put(COMMANDS, new BrokerRights().sendsDeadLettersBack().seesLag().rights);
        return all;
    }

    /** Reads its input as a group of its own name, or of that and its home's; writes one topic, and its dead letters. */
    private static BrokerRights service(String service, EventType writes) {
        BrokerRights made = new BrokerRights();
        made.group(service, Operation.READ, Need.ALWAYS);
        made.add(Resource.TOPIC, writes.topic(), Operation.WRITE, Need.ALWAYS);
        made.add(Resource.TOPIC, writes.topic(), Operation.DESCRIBE_CONFIGS, Need.ALWAYS);
        made.add(Resource.TOPIC, Topics.deadLetter(service), Operation.WRITE, Need.ALWAYS);
        return made;
    }

    private BrokerRights takesIn(EventType... types) {
        for (EventType type : types) {
            add(Resource.TOPIC, type.topic(), Operation.READ, Need.ALWAYS);
            add(Resource.TOPIC, type.topic(), Operation.DESCRIBE_CONFIGS, Need.ALWAYS);
        }
        return this;
    }

    /** The group has the name of its topic. */
    private BrokerRights holdsLease(String service) {
        add(Resource.TOPIC, Topics.lease(service), Operation.READ, Need.ALWAYS);
        add(Resource.GROUP, Topics.lease(service), Operation.READ, Need.ALWAYS);
        return this;
    }

    private BrokerRights reads(Need need, String... topics) {
        for (String topic : topics) {
            add(Resource.TOPIC, topic, Operation.READ, need);
        }
        return this;
    }

    /** A record goes back to the topic it came from, unless that has a newer one of the same loop. */
    private BrokerRights sendsDeadLettersBack() {
        reads(Need.ON_REQUEST, deadLetters());
        for (String topic : events()) {
            add(Resource.TOPIC, topic, Operation.READ, Need.ON_REQUEST);
            add(Resource.TOPIC, topic, Operation.WRITE, Need.ON_REQUEST);
        }
        return this;
    }

    /** The lag of all groups; what {@code replay} does is covered by what sending dead letters back needs. */
    private BrokerRights seesLag() {
        SERVICES.forEach(service -> group(service, Operation.DESCRIBE, Need.ON_REQUEST));
        return this;
    }

    private void group(String service, Operation operation, Need need) {
        if (BESIDE_A_HOME.contains(service)) {
            add(Resource.GROUPS, service, operation, need);
        } else {
            add(Resource.GROUP, service, operation, need);
        }
    }

    private static String[] events() {
        return Topics.events().toArray(String[]::new);
    }

    /** The topics of the dead letters of all services but these. */
    private static String[] deadLetters(String... but) {
        return SERVICES.stream()
                .filter(service -> Stream.of(but).noneMatch(service::equals))
                .map(Topics::deadLetter)
                .toArray(String[]::new);
    }

    /** What is needed always is not needed on request once more. */
    private void add(Resource resource, String name, Operation operation, Need need) {
        if (!rights.contains(new BrokerRight(resource, name, operation, Need.ALWAYS))) {
            rights.add(new BrokerRight(resource, name, operation, need));
        }
    }
}
