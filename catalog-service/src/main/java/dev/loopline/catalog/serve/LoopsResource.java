package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;

/** Single loops as the catalogs know them. */
@Path("/api/loops")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class LoopsResource {

    private final CatalogState state;

    LoopsResource(CatalogState state) {
        this.state = state;
    }

    /** The loop's entries, revision and sequence. */
    @GET
    @Path("{taskRunId}/{loopId}")
    public ObjectNode loop(@PathParam("taskRunId") String taskRunId, @PathParam("loopId") int loopId)
            throws SQLException {
        LoopKey key = new LoopKey(taskRunId, loopId);
        try (CatalogReader reader = state.reader()) {
            return reader.loop(key)
                    .map(Answers::announcement)
                    .orElseThrow(() -> new ProblemException(404, "LOOP_UNKNOWN", "the catalogs do not know " + key));
        }
    }
}
