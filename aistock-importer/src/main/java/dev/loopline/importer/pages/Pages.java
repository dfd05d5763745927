package dev.loopline.importer.pages;

import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
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

    Pages(Assets assets) {
        this.assets = assets;
    }

    /** The frame of a page at the address of the request. */
    Frame frame(String active, String title, UriInfo uri, HttpHeaders headers) {
        String asked = String.valueOf(uri.getQueryParameters().getFirst("lang"));
        return new Frame(Language.of(asked, headers), active, title, link(uri, List.of("lang")), assets);
    }

    /** The address of the request without some of its parameters and without empty ones. */
    static PageLink link(UriInfo uri, List<String> without) {
        MultivaluedMap<String, String> given = uri.getQueryParameters();
        Map<String, String> parameters = new LinkedHashMap<>();
        given.forEach((name, values) -> {
            if (!without.contains(name) && !values.isEmpty() && !values.get(0).isBlank()) {
                parameters.put(name, values.get(0));
            }
        });
        return new PageLink(uri.getRequestUri().getRawPath(), parameters);
    }

    /** The page in its language; a language that was asked for is remembered for a year. */
    Response render(int status, Frame frame, TemplateInstance page, UriInfo uri) {
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

    /** The page for what is not there. */
    Response notFound(String active, UriInfo uri, HttpHeaders headers) {
        Frame frame = frame(active, "404", uri, headers);
        return render(404, frame, Templates.missing(frame), uri);
    }
}
