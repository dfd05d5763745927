package dev.loopline.watcher.status;

import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.outbox.OutboxRelay;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.watch.WatchBoard;
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

/** Status and loops over HTTP. Safe for all threads. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class StatusResource {

    private static final String FAILED = """
            SELECT task_run_id || '/' || loop_id AS loop, failed_service, failure FROM loopline_loop
            WHERE failed_revision > 0 AND failed_revision >= revision ORDER BY task_run_id, loop_id LIMIT ?""";

    private static final int MOST_REASONS = 50;
    private static final int MOST_LOOPS = 1000;

    private final RdAgentHome home;
    private final Registry registry;
    private final WatchBoard board;
    private final LoopStates states;
    private final LedgerQuery ledger;
    private final OutboxRelay relay;

    StatusResource(
            RdAgentHome home,
            Registry registry,
            WatchBoard board,
            LoopStates states,
            LedgerQuery ledger,
            OutboxRelay relay) {
        this.home = home;
        this.registry = registry;
        this.board = board;
        this.states = states;
        this.ledger = ledger;
        this.relay = relay;
    }

    @GET
    @Path("/status")
    public StatusView status() throws SQLException {
        return new StatusView(
                "workspace-watcher",
                home.root().toString(),
                registry.file().toString(),
                home.fileSystem().name(),
                home.fileSystem().fileEventsArrive(),
                board.eventProblem().orElse(null),
                board.problem().orElse(null),
                states.counts(),
                states.stages(),
                states.inFlight(),
                ledger.now(),
                relay.backlog(),
                relay.problem().orElse(null),
                states.waiting(MOST_REASONS),
                failed(),
                states.removed(MOST_REASONS),
                UnassignedResource.all(registry, board).limit(MOST_REASONS).toList(),
                board.lastScanAt().map(Instant::toString).orElse(null),
                board.lastScanTook().toMillis());
    }

    private List<StatusView.Reason> failed() throws SQLException {
        return registry.view(session -> session.query(
                FAILED,
                row -> new StatusView.Reason(
                        row.getString("loop"), row.getString("failed_service") + ": " + row.getString("failure")),
                MOST_REASONS));
    }

    @GET
    @Path("/loops")
    public List<LoopView> loops(
            @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("offset") @DefaultValue("0") int offset) {
        if (limit < 1 || limit > MOST_LOOPS || offset < 0) {
            throw new ProblemException(
                    400, "INVALID_PAGE", "limit is 1 to " + MOST_LOOPS + " and offset is not negative");
        }
        return states.page(limit, offset);
    }
}
