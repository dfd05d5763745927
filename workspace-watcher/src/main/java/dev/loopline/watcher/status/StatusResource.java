package dev.loopline.watcher.status;

import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.outbox.OutboxRelay;
import dev.loopline.watcher.watch.WatchBoard;
import dev.loopline.watcher.watch.WatchedHome;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Status, loops, and what belongs to no loop over HTTP. Safe for all threads. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class StatusResource {

    private static final String FAILED = """
            SELECT task_run_id || '/' || loop_id AS loop, failed_service, failure FROM loopline_loop
            WHERE failed_revision > 0 AND failed_revision >= revision ORDER BY task_run_id, loop_id LIMIT ?""";

    private static final int MOST_REASONS = 50;
    private static final int MOST_ON_PAGE = 1000;

    private final WatchedHome watched;
    private final WatchBoard board;
    private final HomeWaits waits;
    private final LoopStates states;
    private final LedgerQuery ledger;
    private final OutboxRelay relay;

    StatusResource(WatchedHome watched, HomeWaits waits, LoopStates states, LedgerQuery ledger, OutboxRelay relay) {
        this.watched = watched;
        this.waits = waits;
        this.board = waits.board();
        this.states = states;
        this.ledger = ledger;
        this.relay = relay;
    }

    @GET
    @Path("/status")
    public StatusView status() {
        RdAgentHome home = watched.home();
        OfRegistry rows = ofRegistry();
        return new StatusView(
                "workspace-watcher",
                home.root().toString(),
                watched.lease().home().orElse(""),
                watched.registry().file().toString(),
                home.fileSystem().name(),
                home.fileSystem().fileEventsArrive(),
                board.eventProblem().orElse(null),
                states.problem().orElse(rows.problem()),
                waits.withdrawals().orElse(null),
                states.counts(),
                states.stages(),
                states.inFlight(),
                rows.ledger(),
                rows.outboxBacklog(),
                relay.problem().orElse(null),
                states.waiting(MOST_REASONS),
                rows.failed(),
                states.removed(MOST_REASONS),
                Stream.concat(rows.notes().stream(), found())
                        .limit(MOST_REASONS)
                        .toList(),
                board.lastScanAt().map(Instant::toString).orElse(null),
                board.lastScanTook().toMillis());
    }

    /** What has to be asked of the registry, which may be away. */
    private record OfRegistry(
            @Nullable Ledger ledger,
            @Nullable Long outboxBacklog,
            List<StatusView.Reason> failed,
            List<StatusView.Reason> notes,
            @Nullable String problem) {}

    private OfRegistry ofRegistry() {
        try {
            return new OfRegistry(ledger.now(), relay.backlog(), failed(), notes(), null);
        } catch (SQLException e) {
            return new OfRegistry(
                    null, null, List.of(), List.of(), "the registry cannot be read just now: " + e.getMessage());
        }
    }

    private List<StatusView.Reason> failed() throws SQLException {
        return watched.registry()
                .view(session -> session.list(
                        FAILED,
                        row -> new StatusView.Reason(
                                row.getString("loop"),
                                row.getString("failed_service") + ": " + row.getString("failure")),
                        MOST_REASONS));
    }

    @GET
    @Path("/loops")
    public List<LoopView> loops(
            @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("offset") @DefaultValue("0") int offset) {
        requirePage(limit, offset);
        return states.page(limit, offset);
    }

    /** All that is listed under {@code unassigned}, page by page; the status has the first of it. */
    @GET
    @Path("/unassigned")
    public List<StatusView.Reason> unassigned(
            @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        requirePage(limit, offset);
        return Stream.concat(notes().stream(), found())
                .skip(offset)
                .limit(limit)
                .toList();
    }

    private static void requirePage(int limit, int offset) {
        if (limit < 1 || limit > MOST_ON_PAGE || offset < 0) {
            throw new ProblemException(
                    400, "INVALID_PAGE", "limit is 1 to " + MOST_ON_PAGE + " and offset is not negative");
        }
    }

    /** Tables of the registry that are not as they should be. */
    private List<StatusView.Reason> notes() throws SQLException {
        return watched.registry().notes().stream()
                .map(note -> new StatusView.Reason("registry", note))
                .toList();
    }

    /** Folders and rows that belong to no loop. */
    private Stream<StatusView.Reason> found() {
        return board.unassigned().stream().map(one -> new StatusView.Reason(one.subject(), one.reason()));
    }
}
