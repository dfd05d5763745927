package dev.loopline.importer.pages;

import dev.loopline.importer.read.CatalogReader;
import dev.loopline.importer.read.CatalogTable;
import dev.loopline.importer.read.Catalogs;
import dev.loopline.importer.read.ListQuery;
import dev.loopline.importer.read.Listing;
import dev.loopline.kit.http.ProblemException;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The lists of the catalogs. */
@Path("/rdagent")
@Produces(Pages.HTML)
@Blocking
public class ListPages {

    private static final int USUAL_SIZE = 50;
    private static final int LARGEST_SIZE = 500;

    private final CatalogReader reader;
    private final Pages pages;

    ListPages(CatalogReader reader, Pages pages) {
        this.reader = reader;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Response start() {
        return HomePage.redirect();
    }

    @GET
    @Path("/loops")
    @Operation(hidden = true)
    public Response loops(@Context UriInfo uri, @Context HttpHeaders headers) throws SQLException {
        return list("loops", Catalogs.LOOPS_BRIEF, Templates::loops, uri, headers);
    }

    @GET
    @Path("/factors")
    @Operation(hidden = true)
    public Response factors(@Context UriInfo uri, @Context HttpHeaders headers) throws SQLException {
        return list("factors", Catalogs.FACTORS_BRIEF, Templates::factors, uri, headers);
    }

    @GET
    @Path("/models")
    @Operation(hidden = true)
    public Response models(@Context UriInfo uri, @Context HttpHeaders headers) throws SQLException {
        return list("models", Catalogs.MODELS_BRIEF, Templates::models, uri, headers);
    }

    @GET
    @Path("/strategies")
    @Operation(hidden = true)
    public Response strategies(@Context UriInfo uri, @Context HttpHeaders headers) throws SQLException {
        return list("strategies", Catalogs.STRATEGIES_BRIEF, Templates::strategies, uri, headers);
    }

    private Response list(
            String kind,
            CatalogTable table,
            BiFunction<Frame, ListView, TemplateInstance> template,
            UriInfo uri,
            HttpHeaders headers)
            throws SQLException {
        PageLink link = Pages.link(uri, List.of("lang", "offset"));
        String sort = link.value("sort_by");
        boolean descending = link.is("sort_order", "desc");
        ListQuery query = new ListQuery(
                filters(table, link),
                sort.isEmpty() ? null : sort,
                descending,
                Math.min(LARGEST_SIZE, number(link.value("limit"), USUAL_SIZE)),
                number(String.valueOf(uri.getQueryParameters().getFirst("offset")), 0));
        Listing listing = reader.list(table, query);
        Paging paging = new Paging(
                listing.total(), query.offset(), query.limit(), listing.items().size());
        Frame frame = pages.frame(kind, "", uri, headers);
        ListView view = new ListView(Row.all(listing.items()), paging, link, sort, descending);
        return pages.render(200, frame, template.apply(frame, view), uri);
    }

    private static Map<String, String> filters(CatalogTable table, PageLink link) {
        Map<String, String> filters = new HashMap<>(link.parameters());
        filters.keySet().retainAll(table.filters().keySet());
        return filters;
    }

    private static int number(String text, int usual) {
        if (text.isEmpty() || text.equals("null")) {
            return usual;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(400, "PAGE_INVALID", "limit and offset are whole numbers");
        }
    }
}
