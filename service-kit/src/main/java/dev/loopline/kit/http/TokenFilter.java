package dev.loopline.kit.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Guards every call that changes something. With a token configured, the call has to bring it. Always, a call that a
 * browser makes on behalf of another site is refused, so that no page on the web can reach a service on this machine.
 */
@Provider
@Singleton
public class TokenFilter implements ContainerRequestFilter {

    private static final Logger LOG = Logger.getLogger(TokenFilter.class);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String BEARER = "Bearer ";

    /** A client proxy: filters are made before the configuration of the running service is known. */
    private final AccessToken token;

    TokenFilter(AccessToken token) {
        this.token = token;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (READING.contains(request.getMethod())) {
            return;
        }
        if (comesFromAnotherSite(request)) {
            refuse(request, Response.Status.FORBIDDEN, "CROSS_SITE", "a page of another site may not make this call");
        } else if (token.isRequired()) {
            Optional<String> name = tokenName(request);
            if (name.isEmpty()) {
                refuse(
                        request,
                        Response.Status.UNAUTHORIZED,
                        "TOKEN_MISSING_OR_WRONG",
                        "this call needs the header Authorization: Bearer <token>");
            } else {
                LOG.infof(
                        "Changing call. token=%s method=%s path=%s",
                        name.get(), request.getMethod(), request.getUriInfo().getPath());
            }
        }
    }

    private Optional<String> tokenName(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return header == null || !header.startsWith(BEARER)
                ? Optional.empty()
                : token.nameOf(header.substring(BEARER.length()).strip());
    }

    private static boolean comesFromAnotherSite(ContainerRequestContext request) {
        String origin = request.getHeaderString("Origin");
        return origin != null && !origin.equals(ownOrigin(request.getUriInfo().getBaseUri()));
    }

    private static String ownOrigin(URI base) {
        return base.getScheme() + "://" + base.getAuthority();
    }

    private static void refuse(ContainerRequestContext request, Response.Status status, String code, String detail) {
        request.abortWith(Problem.response(status.getStatusCode(), code, detail));
    }
}
