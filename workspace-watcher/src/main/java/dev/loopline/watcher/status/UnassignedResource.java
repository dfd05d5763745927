package dev.loopline.watcher.status;

import dev.loopline.kit.http.ProblemException;
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
import java.util.List;
import java.util.stream.Stream;

/** All that the watcher lists under {@code unassigned}, page by page; {@code /api/status} has the first of it. Safe for all threads. */
@Path("/api/unassigned")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class UnassignedResource {

    private static final int MOST = 1000;

    private final Registry registry;
    private final WatchBoard board;

    UnassignedResource(Registry registry, WatchBoard board) {
        this.registry = registry;
        this.board = board;
    }

    @GET
    public List<StatusView.Reason> unassigned(
            @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("offset") @DefaultValue("0") int offset)
            throws SQLException {
        if (limit < 1 || limit > MOST || offset < 0) {
            throw new ProblemException(400, "INVALID_PAGE", "limit is 1 to " + MOST + " and offset is not negative");
        }
        return all(registry, board).skip(offset).limit(limit).toList();
    }

    /** Tables of the registry that are not as they should be, then folders and rows that belong to no loop. */
    static Stream<StatusView.Reason> all(Registry registry, WatchBoard board) throws SQLException {
        Stream<StatusView.Reason> tables =
                registry.notes().stream().map(note -> new StatusView.Reason("registry", note));
        Stream<StatusView.Reason> found =
                board.unassigned().stream().map(one -> new StatusView.Reason(one.subject(), one.reason()));
        return Stream.concat(tables, found);
    }
}
