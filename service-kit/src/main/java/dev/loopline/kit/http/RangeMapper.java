package dev.loopline.kit.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers 416 with the size of the file, as RFC 9110 asks for. */
@Singleton
public class RangeMapper {

    @ServerExceptionMapper
    Response behindTheEnd(RangeNotSatisfiableException e) {
        Response problem = Problem.response(416, "RANGE_NOT_SATISFIABLE", String.valueOf(e.getMessage()));
        return Response.fromResponse(problem)
                .header("Content-Range", "bytes */" + e.sizeBytes())
                .build();
    }
}
