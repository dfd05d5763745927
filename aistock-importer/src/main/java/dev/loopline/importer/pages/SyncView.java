package dev.loopline.importer.pages;

import dev.loopline.importer.stage.ImporterCounters;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sync as its page shows it.
 *
 * @param latest the newest run; null if there was none
 * @param runs the newest runs, newest first
 * @param rejected entries that could not be imported, newest first
 * @param arrivals what came without a sync
 */
public record SyncView(@Nullable Run latest, List<Run> runs, List<Row> rejected, ImporterCounters.Snapshot arrivals) {

    public SyncView {
        runs = List.copyOf(runs);
        rejected = List.copyOf(rejected);
    }

    /** To the second, or –. */
    public String lastImport() {
        return arrivals.lastImportedAt() == null
                ? Row.NONE
                : arrivals.lastImportedAt()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replace('T', ' ')
                        .replace("Z", "");
    }

    /**
     * A run.
     *
     * @param row of {@code loopline_sync_run}
     * @param seconds how long it took, or –
     * @param kinds what it did to each catalog
     */
    public record Run(Row row, String seconds, List<Row> kinds) {

        public Run {
            kinds = List.copyOf(kinds);
        }

        public boolean isRunning() {
            return row.is("state", "running");
        }

        /** 0 to 100. */
        public int percent() {
            return (int) Math.round(100 * row.tree().path("progress").asDouble());
        }
    }
}
