package dev.loopline.kit.http;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.bucket.BucketException;
import dev.loopline.kit.failure.NotYetException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
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

    /** Names the field of the body, not the classes behind it. */
    @ServerExceptionMapper
    Response field(MismatchedInputException e) {
        String field = e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
        if (e instanceof UnrecognizedPropertyException unknown) {
            return Problem.response(
                    400,
                    "UNKNOWN_FIELD",
                    "there is no field '" + field + "'; the fields are "
                            + unknown.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
        return Problem.response(
                400,
                "BAD_FIELD",
                field.isEmpty()
                        ? "the body is not of the form that this call takes"
                        : "the field '" + field + "' has a value that it does not take");
    }

    @ServerExceptionMapper
    Response notYet(NotYetException e) {
        return Problem.response(503, "NOT_YET", String.valueOf(e.getMessage()));
    }

    /** What a call asks of the broker may be refused, or get no answer. */
    @ServerExceptionMapper
    Response broker(KafkaException e) {
        return BrokerTrouble.find(e)
                .map(trouble -> Problem.response(503, "BROKER_UNAVAILABLE", trouble.sentence()))
                .orElseGet(() -> unforeseen(e));
    }

    @ServerExceptionMapper
    Response bucket(BucketException e) {
        return Problem.response(503, BucketException.CODE, String.valueOf(e.getMessage()));
    }

    @ServerExceptionMapper
    Response unforeseen(Exception e) {
        LOG.error("Unforeseen failure of a call.", e);
        return Problem.response(500, "INTERNAL_ERROR", "the call failed; the log of the service says why");
    }
}
