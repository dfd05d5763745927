package dev.loopline.kit.http;

import dev.loopline.contracts.codec.Json;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Refuses control characters in paths and queries, which no id and no filter has and some stores choke on, and answers what no
 * resource answers, such as an unknown path or a body that is too large. Safe for all threads.
 */
@ApplicationScoped
class RequestGuard {

    private static final int AFTER_HOSTS = 9_000;
    private static final int FIRST_ERROR = 400;

    void register(@Observes Filters filters) {
        filters.register(RequestGuard::check, AFTER_HOSTS);
    }

    void answerTheRest(@Observes Router router) {
        router.route().last().handler(request -> problem(request, 404, "HTTP_404", "there is nothing at this path"));
        router.route().last().failureHandler(RequestGuard::failed);
    }

    private static void check(RoutingContext request) {
        if (isPlain(request.request().path()) && isPlain(request.request().query())) {
            request.next();
        } else {
            problem(
                    request,
                    400,
                    "CONTROL_CHARACTER",
                    "path and query hold no control characters, and percent signs only before two hexadecimal digits");
        }
    }

    private static boolean isPlain(@Nullable String encoded) {
        if (encoded == null) {
            return true;
        }
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8).chars().noneMatch(Character::isISOControl);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The cause is never shown. */
    private static void failed(RoutingContext request) {
        int status = request.statusCode() < FIRST_ERROR ? 500 : request.statusCode();
        String detail = status >= 500
                ? "the call failed; the log of the service says why"
                : status == 413 ? "the body of the request is too large" : "the request cannot be answered";
        problem(request, status, "HTTP_" + status, detail);
    }

    private static void problem(RoutingContext request, int status, String code, String detail) {
        if (!request.response().ended() && !request.response().headWritten()) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(Json.mapper()
                            .valueToTree(Problem.of(status, code, detail))
                            .toString());
        }
    }
}
