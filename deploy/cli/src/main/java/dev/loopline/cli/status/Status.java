package dev.loopline.cli.status;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a running Loopline stands; in JSON, the answer of {@code status --json}.
 *
 * @param services each service, in the order of the pipeline; further bundlers after the first
 * @param roots the folders beyond the home's own in which loops are looked for
 * @param broker whether the broker answers
 * @param database whether PostgreSQL answers
 * @param stages loops per stage; null if the registry cannot be read
 * @param importedLoops loops in AIstock by its own books; null if the database does not answer
 * @param lastImportAt when the last loop was imported, ISO-8601; null if none was
 * @param lag records not yet consumed, by consumer group
 * @param deadLetters records that could not be processed, by service
 * @param waiting what the services cannot get done at the moment and try again, with the reason
 * @param sourceRemoved loops of which files are gone since they were carried, with what is gone
 * @param notCarried what looks like a run or a workspace and belongs to no loop, with the reason; the first fifty
 * @param notCarriedInAll how many there are
 * @param problems what could not be asked, one sentence each
 */
public record Status(
        List<ServiceState> services,
        List<Root> roots,
        boolean broker,
        boolean database,
        @Nullable StageCounts stages,
        @Nullable Long importedLoops,
        @Nullable String lastImportAt,
        Map<String, Long> lag,
        Map<String, Long> deadLetters,
        List<Waiting> waiting,
        List<Waiting> sourceRemoved,
        List<NotCarried> notCarried,
        int notCarriedInAll,
        List<String> problems) {

    /**
     * @param service its name; a further bundler has a number, as in {@code bundle-service-2}
     * @param url where it listens
     * @param ready whether it says that it is ready
     */
    public record ServiceState(String service, String url, boolean ready) {}

    /**
     * A folder in which loops are looked for.
     *
     * @param place where it is
     * @param origin the option or variable that named it
     * @param spelling how events spell it
     * @param there whether it is there now; if not, what lies in it waits
     */
    public record Root(String place, String origin, String spelling, boolean there) {}

    /**
     * Something that waits.
     *
     * @param service who waits
     * @param loop {@code task_run_id/loop_id}; null if it is about no single loop
     * @param since when it was tried first, ISO-8601; null if that is not known
     * @param reason one sentence
     */
    public record Waiting(
            String service, @Nullable String loop, @Nullable String since, String reason) {}

    /**
     * Something in the RD-Agent home that is left alone.
     *
     * @param place the folder or row
     * @param reason one sentence
     */
    public record NotCarried(String place, String reason) {}

    /** Whether everything answers. */
    public boolean isUp() {
        return broker && database && services.stream().allMatch(ServiceState::ready);
    }
}
