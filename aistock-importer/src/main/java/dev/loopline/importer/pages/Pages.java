package dev.loopline.importer.pages;

import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;

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
    Frame frame(String active, String title, Visit visit) {
        Language language = Language.of(visit.parameter("lang"), visit.headers());
        return new Frame(language, active, title, visit.link("lang"), assets);
    }

    /** The page in its language; a language that was asked for is remembered for a year. */
    Response render(int status, Frame frame, TemplateInstance page, Visit visit) {
        String code = frame.language().code();
        Response.ResponseBuilder answer = Response.status(status)
                .type(HTML)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, "Cookie, Accept-Language")
                .entity(page.setLocale(code).render());
        if (visit.uri().getQueryParameters().containsKey("lang")) {
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
    Response notFound(String active, Visit visit) {
        Frame frame = frame(active, "404", visit);
        return render(404, frame, Templates.missing(frame), visit);
    }
}
