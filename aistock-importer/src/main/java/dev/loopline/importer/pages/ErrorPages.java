package dev.loopline.importer.pages;

import dev.loopline.kit.http.Problem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Answers a browser with a page instead of a problem in JSON; programs, and scripts of the pages, get the problem. */
@Singleton
public class ErrorPages {

    private static final int FIRST_ERROR = 400;
    private static final Set<String> LISTS = Set.of("loops", "factors", "models", "strategies", "sync");

    private final Pages pages;

    ErrorPages(Pages pages) {
        this.pages = pages;
    }

    @ServerResponseFilter
    void toPage(ContainerRequestContext request, ContainerResponseContext answer) {
        if (answer.getStatus() < FIRST_ERROR || !(answer.getEntity() instanceof Problem)) {
            return;
        }
        answer.getHeaders().putSingle(HttpHeaders.VARY, "Accept, Cookie, Accept-Language");
        // A browser names HTML first; programs ask for anything or for JSON.
        if (request.getAcceptableMediaTypes().get(0).isCompatible(MediaType.TEXT_HTML_TYPE)
                && !request.getAcceptableMediaTypes().get(0).isWildcardType()) {
            String list = list(request.getUriInfo().getPath());
            Frame frame = pages.frame(list, Integer.toString(answer.getStatus()));
            answer.setEntity(pages.failure(frame), new Annotation[0], MediaType.valueOf(Pages.HTML));
            answer.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    /** The list that an address belongs to; empty if it belongs to none. */
    private static String list(String path) {
        for (String segment : path.split("/")) {
            if (LISTS.contains(segment)) {
                return segment;
            }
        }
        return "";
    }
}
