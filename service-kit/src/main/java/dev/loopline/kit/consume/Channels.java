package dev.loopline.kit.consume;

/** Names of the incoming channels; the application.properties of a service connects those that it uses to their topics. */
public final class Channels {

    public static final String WORKSPACE_REGISTERED = "workspace-registered";
    public static final String LOOP_BACKFILLED = "loop-backfilled";
    public static final String BUNDLE_CREATED = "bundle-created";
    public static final String CATALOG_UPDATED = "catalog-updated";
    public static final String LOOP_IMPORTED = "loop-imported";

    /** Dead letters of other services. */
    public static final String DEAD_LETTERS = "dead-letters";

    private Channels() {}
}
