package dev.loopline.kit.http;

import dev.loopline.kit.oidc.TokenVerdict;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Guards every call that changes something, and every call of a {@link Confidential} resource. With a token configured, the call has to bring it. Always, a call that a
 * browser makes on behalf of another site is refused, so that no page on the web can reach a service on this machine.
 */
@Provider
@Singleton
public class TokenFilter implements ContainerRequestFilter {

    private static final Logger LOG = Logger.getLogger(TokenFilter.class);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final TokenVerdict.Refused CROSS_SITE = new TokenVerdict.Refused(
            Response.Status.FORBIDDEN.getStatusCode(), "CROSS_SITE", "a page of another site may not make this call");

    private static final TokenVerdict.Refused NO_TOKENS = new TokenVerdict.Refused(
            Response.Status.FORBIDDEN.getStatusCode(),
            "NO_TOKEN_CONFIGURED",
            "this call needs a token and the service has none; set LOOPLINE_HTTP_TOKEN or LOOPLINE_HTTP_TOKEN_FILE");

    /** A client proxy: filters are made before the configuration of the running service is known. */
    private final AccessToken token;

    private final ResourceInfo called;

    TokenFilter(AccessToken token, @Context ResourceInfo called) {
        this.token = token;
        this.called = called;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        boolean isConfidential = isConfidential();
        if (READING.contains(request.getMethod()) && !isConfidential) {
            return;
        }
        if (comesFromAnotherSite(request)) {
            refuse(request, CROSS_SITE);
        } else if (token.isRequired()) {
            TokenVerdict verdict = token.judge(request.getHeaderString(HttpHeaders.AUTHORIZATION));
            if (verdict instanceof TokenVerdict.Accepted accepted && !isConfidential) {
                LOG.infof(
                        "Changing call. token=%s method=%s path=%s",
                        accepted.caller(),
                        request.getMethod(),
                        request.getUriInfo().getPath());
            } else if (verdict instanceof TokenVerdict.Refused refused) {
                refuse(request, refused);
            }
        } else if (isConfidential) {
            refuse(request, NO_TOKENS);
        }
    }

    private boolean isConfidential() {
        Class<?> resource = called.getResourceClass();
        return resource != null && resource.isAnnotationPresent(Confidential.class);
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
