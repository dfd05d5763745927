package dev.loopline.kit.consume;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What a service cannot process at the moment, and why. */
@Path("/api/waiting")
public class WaitingResource {

    private final Waiting waiting;

    WaitingResource(Waiting waiting) {
        this.waiting = waiting;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public List<Waiting.Wait> waiting() {
        return waiting.now();
    }
}
