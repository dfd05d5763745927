package dev.loopline.kit.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Something to call. */
@Path("/probe")
public class ProbeResource {

    /** How often something was changed. */
    static final AtomicInteger CHANGES = new AtomicInteger();

    record Answer(int someValue) {}

    @GET
    public Answer read() {
        return new Answer(1);
    }

    @POST
    public Answer change() {
        CHANGES.incrementAndGet();
        return new Answer(2);
    }

    record Wish(@Nullable String taskRunId, @Nullable Integer loopId) {}

    @POST
    @Path("/wish")
    public Answer wish(@Nullable Wish wish) {
        return new Answer(2);
    }

    @GET
    @Path("/echo/{text}")
    public Answer echo(@PathParam("text") String text, @QueryParam("filter") @Nullable String filter) {
        return new Answer(3);
    }

    @GET
    @Path("/database")
    public Answer database() throws SQLException {
        throw new SQLException("a secret of the database");
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
