package dev.loopline.kit.http;

import dev.loopline.contracts.codec.Json;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses every request, to whatever path, whose host is none of {@link HostNames}. Safe for all threads. */
@ApplicationScoped
class HostGuard {

    private static final int FIRST = 10_000;
    private static final int LONGEST_SHOWN = 100;

    private final HttpConfig config;

    HostGuard(HttpConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        Set<String> configured = Set.copyOf(config.hosts().orElse(List.of()));
        filters.register(request -> answer(request, configured), FIRST);
    }

    private static void answer(RoutingContext request, Set<String> configured) {
        HostAndPort authority = request.request().authority();
        String host = authority == null ? null : authority.host();
        if (HostNames.isTrusted(host, configured)) {
            request.next();
        } else {
            request.response()
                    .setStatusCode(403)
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(Json.mapper().valueToTree(problem(host)).toString());
        }
    }

    private static Problem problem(@Nullable String host) {
        String shown = String.valueOf(host);
        return Problem.of(
                403,
                "HOST_NOT_KNOWN",
                "'" + shown.substring(0, Math.min(LONGEST_SHOWN, shown.length()))
                        + "' is no name of this service; call it by its address, or name it in loopline.http.hosts");
    }
}
