package dev.loopline.importer.pages;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Leads to the list of loops. */
@Path("/")
public class HomePage {

    @GET
    @Operation(hidden = true)
    public Response home() {
        return redirect();
    }

    static Response redirect() {
        return Response.seeOther(URI.create("/rdagent/loops")).build();
    }
}
