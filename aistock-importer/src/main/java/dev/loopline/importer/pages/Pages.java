package dev.loopline.importer.pages;

import dev.loopline.kit.http.ProblemException;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Frames and renders pages. Safe for all threads. */
@Singleton
public class Pages {

    static final String HTML = "text/html;charset=UTF-8";

    private static final int YEAR = 365 * 24 * 3600;

    private final Assets assets;
    private final UriInfo uri;
    private final HttpHeaders headers;

    /** Address and headers are those of the request that a thread is at. */
    Pages(Assets assets, UriInfo uri, HttpHeaders headers) {
        this.assets = assets;
        this.uri = uri;
        this.headers = headers;
    }

    /** The frame of a page at the address of the request. */
    Frame frame(String active, String title) {
        Language language = Language.of(parameter("lang"), headers);
        return new Frame(language, active, title, link("lang"), assets);
    }

    /** The first value of a parameter; empty if there is none. */
    String parameter(String name) {
        String value = uri.getQueryParameters().getFirst(name);
        return value == null ? "" : value;
    }

    /** The address of the request without some of its parameters and without empty ones. */
    PageLink link(String... without) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : uri.getQueryParameters().keySet()) {
            if (!List.of(without).contains(name) && !parameter(name).isBlank()) {
                parameters.put(name, parameter(name));
            }
        }
        return new PageLink(uri.getRequestUri().getRawPath(), parameters);
    }

    /** The page in its language; a language that was asked for is remembered for a year. */
    Response render(int status, Frame frame, TemplateInstance page) {
        String code = frame.language().code();
        Response.ResponseBuilder answer = Response.status(status)
                .type(HTML)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, "Cookie, Accept-Language")
                .entity(page.setLocale(code).render());
        if (uri.getQueryParameters().containsKey("lang")) {
            answer.cookie(new NewCookie.Builder(Language.COOKIE)
                    .value(code)
                    .path("/")
                    .maxAge(YEAR)
                    .httpOnly(true)
                    .sameSite(NewCookie.SameSite.LAX)
                    .build());
        }
        return answer.build();
    }

    /** Ends a request for an entry that is not there. */
    static ProblemException notFound(String what) {
        return new ProblemException(404, "NOT_FOUND", "there is no " + what);
    }

    /** The page that says that a request failed; the title of the frame is the status. */
    String failure(Frame frame) {
        return Templates.missing(frame).setLocale(frame.language().code()).render();
    }
}
