package dev.loopline.cli.verify;

/** Why something is not as a check states it and still no fault: Loopline itself says so elsewhere. For machines. */
enum Explanation {
    /** The loop's newest revision was registered a moment ago and is on its way. */
    IN_FLIGHT,
    /** RD-Agent is at work on the loop. */
    RUNNING,
    /** The loop cannot be carried as things are; {@code status} names what it waits for. */
    WAITING,
    /** The loop ended without anything that could be carried. */
    REJECTED,
    /** The loop was withdrawn. */
    WITHDRAWN,
    /** The registry says that there is a result, the files say that there is none. */
    NO_RESULT,
    /** Another tool recorded the same folder under an id of its own. */
    DUPLICATE,
    /** A row that names no loop; {@code status} lists it. */
    UNREADABLE_ROW,
    /** Several equal rows in a table that was made without a key. */
    DUPLICATE_ROW,
    /** {@code status} lists the folder as one that belongs to no loop. */
    UNASSIGNED,
    /** Files vanished after the loop was carried; what was carried stays. */
    SOURCE_REMOVED,
    /** The backtest left no figures; the loop's {@code readiness} says METRICS_MISSING. */
    METRICS_MISSING,
    /** What stands in a metadata file's place is another writer's, or may not be written; the loop's {@code readiness} says so. */
    NOT_WRITTEN,
    /** No configuration of a backtest was found; the loop's {@code readiness} says CONFIG_MISSING. */
    CONFIG_MISSING,
    /** No loop has any of that kind, for example factors where only models are researched. */
    NONE_OF_A_KIND,
    /** The loop was put together from a folder that no run names, so it has no log. */
    NO_LOG,
    /** The registry's own table did not take the row; Loopline keeps it beside it. */
    KEPT_APART,
    /** An archive of another program lies beside Loopline's. */
    FOREIGN_ARCHIVE,
    /** The folder of a code library is away, so what it has cannot be looked at. */
    LIBRARY_AWAY
}
