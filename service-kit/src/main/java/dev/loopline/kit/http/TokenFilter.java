package dev.loopline.kit.http;

import dev.loopline.kit.oidc.TokenVerdict;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
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
    private static final TokenVerdict.Refused CROSS_SITE = new TokenVerdict.Refused(
            Response.Status.FORBIDDEN.getStatusCode(), "CROSS_SITE", "a page of another site may not make this call");

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
            refuse(request, CROSS_SITE);
        } else if (token.isRequired()) {
            TokenVerdict verdict = token.judge(request.getHeaderString(HttpHeaders.AUTHORIZATION));
            if (verdict instanceof TokenVerdict.Accepted accepted) {
                LOG.infof(
                        "Changing call. token=%s method=%s path=%s",
                        accepted.caller(),
                        request.getMethod(),
                        request.getUriInfo().getPath());
            } else if (verdict instanceof TokenVerdict.Refused refused) {
                refuse(request, refused);
            }
        }
    }

    private static boolean comesFromAnotherSite(ContainerRequestContext request) {
        String origin = request.getHeaderString("Origin");
        return origin != null && !origin.equals(ownOrigin(request.getUriInfo().getBaseUri()));
    }

    private static String ownOrigin(URI base) {
        return base.getScheme() + "://" + base.getAuthority();
    }

    private static void refuse(ContainerRequestContext request, TokenVerdict.Refused why) {
        Response response = Problem.response(why.status(), why.code(), why.detail());
        if (why.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.getHeaders().putSingle(HttpHeaders.WWW_AUTHENTICATE, "Bearer"); // RFC 9110, section 11.6.1
        }
        request.abortWith(response);
    }
}
