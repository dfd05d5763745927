package dev.loopline.acceptance;

/** What can go wrong, or is done by people meanwhile. */
enum Fault {
    KILL_SERVICE(8),
    /** A service is asked to end, as before an upgrade, and starts again. */
    STOP_SERVICE(3),
    KILL_DATABASE(2),
    /** With it the broker, which runs in the same process. */
    KILL_UP(1),
    FREEZE_SERVICE(5),
    /** A further bundler comes and goes, so that the group rebalances twice. */
    BUNDLER_COMES_AND_GOES(3),
    NO_ROOM_FOR_A_SERVICE(4),
    DISK_FULL(3),
    FOLDER_AWAY(5),
    FILE_AWAY(4),
    RIGHTS_TAKEN(5),
    REGISTRY_COPIED(2),
    REGISTRY_PUT_BACK(2),
    REPEATED_RECORD(6),
    GARBAGE_RECORD(3),
    CATALOG_FILE_DELETED(2),
    BUNDLE_DELETED(2),
    BUNDLE_COPY_DELETED(2),
    BACKFILL_OF_ALL(1),
    REPLAY(2),
    FULL_SYNC(2),
    REBUILD(1);

    private final int weight;

    Fault(int weight) {
        this.weight = weight;
    }

    /** How often it strikes, compared with the others. */
    int weight() {
        return weight;
    }
}
