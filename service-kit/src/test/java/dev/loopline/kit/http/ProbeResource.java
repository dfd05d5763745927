package dev.loopline.kit.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Something to call. */
@Path("/probe")
public class ProbeResource {

    record Answer(int someValue) {}

    @GET
    public Answer read() {
        return new Answer(1);
    }

    @POST
    public Answer change() {
        return new Answer(2);
    }

    @GET
    @Path("/missing")
    public Answer missing() {
        throw new ProblemException(404, "NO_SUCH_THING", "there is no such thing");
    }

    @GET
    @Path("/broken")
    public Answer broken() {
        throw new IllegalStateException("a secret of the implementation");
    }
}
