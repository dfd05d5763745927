package dev.loopline.contracts.event;

import java.util.Arrays;
import java.util.Optional;

/**
 * The event types, each with its topic and its version.
 *
 * <p>A type keeps its name; what changes incompatibly is the number at the end, and then the old version stays readable.
 */
public enum EventType {
    WORKSPACE_REGISTERED("WorkspaceRegistered", 1, "rdagent.workspace-registered", WorkspaceRegistered.class),
    LOOP_BACKFILLED("LoopBackfilled", 1, "rdagent.loop-backfilled", LoopBackfilled.class),
    BUNDLE_CREATED("BundleCreated", 1, "rdagent.bundle-created", BundleCreated.class),
    CATALOG_UPDATED("CatalogUpdated", 2, "rdagent.catalog-updated", CatalogUpdated.class),
    LOOP_IMPORTED("LoopImported", 1, "aistock.loop-imported", LoopImported.class);

    private static final String PREFIX = "dev.loopline.";

    private final String eventName;
    private final int version;
    private final String topic;
    private final Class<? extends LoopEvent> payload;

    EventType(String eventName, int version, String topic, Class<? extends LoopEvent> payload) {
        this.eventName = eventName;
        this.version = version;
        this.topic = topic;
        this.payload = payload;
    }

    /** {@code WorkspaceRegistered} and so on. */
    public String eventName() {
        return eventName;
    }

    /** The newest version that this build reads and the only one that it writes. */
    public int version() {
        return version;
    }

    public String topic() {
        return topic;
    }

    public Class<? extends LoopEvent> payload() {
        return payload;
    }

    /** The CloudEvents type: {@code dev.loopline.<EventName>.v<version>}. */
    public String ceType() {
        return prefix() + version;
    }

    /** The CloudEvents type without the version number. */
    public String prefix() {
        return PREFIX + eventName + ".v";
    }

    public static EventType of(LoopEvent event) {
        return Arrays.stream(values())
                .filter(type -> type.payload == event.getClass())
                .findFirst()
                .orElseThrow();
    }

    public static Optional<EventType> ofTopic(String topic) {
        return Arrays.stream(values()).filter(type -> type.topic.equals(topic)).findFirst();
    }
}
