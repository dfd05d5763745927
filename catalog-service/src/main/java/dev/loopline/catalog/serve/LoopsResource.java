package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.state.Announcement;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.story.LoopStory;
import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;

/** Single loops. */
@Path("/api/loops")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class LoopsResource {

    private final CatalogState state;
    private final LoopStory story;

    LoopsResource(CatalogState state, BrokerAccess broker) {
        this.state = state;
        this.story = new LoopStory(broker);
    }

    /**
     * The loop's entries, revision and number of its last change, and under {@code stages} the whole way: what each topic says of it, with
     * revision, time, notes, bundle and rows.
     *
     * @param stages false for the entries alone, which is faster
     */
    @GET
    @Path("{taskRunId}/{loopId}")
    public ObjectNode loop(
            @PathParam("taskRunId") String taskRunId,
            @PathParam("loopId") int loopId,
            @QueryParam("stages") @DefaultValue("true") boolean stages)
            throws SQLException {
        LoopKey key = new LoopKey(taskRunId, loopId);
        Announcement known = known(key);
        ObjectNode answer = Answers.announcement(known);
        if (stages) {
            Instant since = known instanceof Announcement.Updated updated
                    ? updated.event().loop().finishedAt()
                    : Instant.EPOCH;
            answer.set("stages", story.tell(key, since));
        }
        return answer;
    }

    private Announcement known(LoopKey key) throws SQLException {
        try (CatalogReader reader = state.reader()) {
            return reader.loop(key)
                    .orElseThrow(() -> new ProblemException(404, "LOOP_UNKNOWN", "the catalogs do not know " + key));
        }
    }
}
