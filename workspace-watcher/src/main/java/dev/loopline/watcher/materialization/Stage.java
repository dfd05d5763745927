package dev.loopline.watcher.materialization;

import java.util.Arrays;
import java.util.Optional;

/** A service through which a loop passes, in the order of the way. */
public enum Stage {
    BACKFILL("backfill-service", "backfilled_revision"),
    BUNDLE("bundle-service", "bundled_revision"),
    CATALOG("catalog-service", "imported_revision"),
    IMPORT("aistock-importer", "imported_revision");

    private final String service;
    private final String passedColumn;

    Stage(String service, String passedColumn) {
        this.service = service;
        this.passedColumn = passedColumn;
    }

    /** The stage of a service. */
    public static Optional<Stage> ofService(String service) {
        return Arrays.stream(values())
                .filter(stage -> stage.service.equals(service))
                .findFirst();
    }

    public String service() {
        return service;
    }

    /** The column of {@code loopline_loop} that names the newest revision known to have passed this stage. */
    String passedColumn() {
        return passedColumn;
    }
}
