package dev.loopline.watcher.status;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/status}.
 *
 * @param service {@code workspace-watcher}
 * @param home the RD-Agent home
 * @param homeId the id of the home, which the events of its loops carry
 * @param registry the registry's file
 * @param fileSystem kind of file system of the home
 * @param fileEventsArrive whether changes are reported; if not, they are found by scanning
 * @param fileEventProblem why some do not arrive, although they could
 * @param problem why nothing is found or registered at the moment
 * @param withdrawalsHeld how many withdrawals wait for a confirmation, the first of them, and how to confirm them
 * @param loops counts
 * @param stages registered loops by how far their newest revision has come
 * @param inFlight registered loops of which more is to come
 * @param ledger what became of all registered loops; null while the registry cannot be read
 * @param outboxBacklog events that wait for the broker; null while the registry cannot be read
 * @param outboxProblem why they wait
 * @param waiting finished loops that could not be registered, and loops that are stuck, with the reason
 * @param failed loops that a service gave up at their newest revision, with the reason; at most fifty
 * @param sourceRemoved registered loops of which files are gone, with what is gone; at most fifty
 * @param unassigned tables of the registry that are not as they should be, then folders and rows that belong to no loop, with
 *     the reason; at most fifty
 * @param lastScanAt when the last scan began
 * @param lastScanMs how long it took
 */
public record StatusView(
        String service,
        String home,
        String homeId,
        String registry,
        String fileSystem,
        boolean fileEventsArrive,
        @Nullable String fileEventProblem,
        @Nullable String problem,
        @Nullable String withdrawalsHeld,
        Map<String, Integer> loops,
        Map<String, Integer> stages,
        int inFlight,
        @Nullable Ledger ledger,
        @Nullable Long outboxBacklog,
        @Nullable String outboxProblem,
        List<Reason> waiting,
        List<Reason> failed,
        List<Reason> sourceRemoved,
        List<Reason> unassigned,
        @Nullable String lastScanAt,
        long lastScanMs) {

    /** Something and why it is as it is. */
    public record Reason(String subject, String reason) {}
}
