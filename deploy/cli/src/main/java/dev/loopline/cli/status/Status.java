package dev.loopline.cli.status;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a running Loopline stands; in JSON, the answer of {@code status --json}.
 *
 * @param services each service, in the order of the pipeline
 * @param broker whether the broker answers
 * @param database whether PostgreSQL answers
 * @param stages loops per stage; null if the registry cannot be read
 * @param importedLoops loops in AIstock by its own books; null if the database does not answer
 * @param lastImportAt when the last loop was imported, ISO-8601; null if none was
 * @param lag records not yet consumed, by consumer group
 * @param deadLetters records that could not be processed, by service
 * @param problems what could not be asked, one sentence each
 */
public record Status(
        List<ServiceState> services,
        boolean broker,
        boolean database,
        @Nullable StageCounts stages,
        @Nullable Long importedLoops,
        @Nullable String lastImportAt,
        Map<String, Long> lag,
        Map<String, Long> deadLetters,
        List<String> problems) {

    /**
     * @param service its name
     * @param url where it listens
     * @param ready whether it says that it is ready
     */
    public record ServiceState(String service, String url, boolean ready) {}

    /** Whether everything answers. */
    public boolean isUp() {
        return broker && database && services.stream().allMatch(ServiceState::ready);
    }
}
