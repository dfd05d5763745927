package dev.loopline.kit.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure of a REST call into a problem response; what is unforeseen is logged, not shown. */
@Singleton
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return Problem.response(e.status(), e.code(), String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        return Problem.response(status, "HTTP_" + status, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response argument(IllegalArgumentException e) {
        return Problem.response(400, "BAD_REQUEST", String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response unforeseen(RuntimeException e) {
        LOG.error("Unforeseen failure of a call.", e);
        return Problem.response(500, "INTERNAL_ERROR", "the call failed; the log of the service says why");
    }
}
