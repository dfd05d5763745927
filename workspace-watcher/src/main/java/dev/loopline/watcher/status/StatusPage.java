package dev.loopline.watcher.status;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The status as a page: what is carried, what waits for what, and what in the home belongs to no loop. Safe for all threads. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@Blocking
public class StatusPage {

    private final StatusResource status;

    StatusPage(StatusResource status) {
        this.status = status;
    }

    /** The template, checked at build time. */
    @CheckedTemplate(basePath = "status")
    static final class Pages {

        private Pages() {}

        static native TemplateInstance home(StatusView view);
    }

    @GET
    public String home() {
        return Pages.home(status.status()).render();
    }
}
