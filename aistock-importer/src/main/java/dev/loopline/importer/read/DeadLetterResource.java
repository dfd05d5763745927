package dev.loopline.importer.read;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Events that a service could not process. */
@Path("/api/v1/rdagent/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dead letters", description = "Events that a service could not process, kept as they were.")
@Blocking
public class DeadLetterResource {

    private final DeadLetterDesk desk;

    DeadLetterResource(DeadLetterDesk desk) {
        this.desk = desk;
    }

    @GET
    @Operation(summary = "The newest hundred of each service and partition, without their bodies")
    public List<DeadLetterDesk.Letter> list() {
        return desk.newest();
    }

    @POST
    @Path("/{service}/{partition}/{number}/retry")
    @Operation(
            summary = "Sends one back to its topic",
            description = "outcome: SENT, SUPERSEDED (the loop has a newer event), NO_SOURCE,"
                    + " NOT_KEPT (the record was too large for a copy), GONE")
    public DeadLetterDesk.Result retry(
            @PathParam("service") String service,
            @PathParam("partition") int partition,
            @PathParam("number") long number)
            throws InterruptedException {
        return desk.retry(service, partition, number);
    }
}
