package dev.loopline.importer.pages;

import dev.loopline.importer.read.Catalog;
import dev.loopline.importer.read.CatalogQuery;
import dev.loopline.importer.read.CatalogReader;
import dev.loopline.importer.read.Catalogs;
import dev.loopline.importer.read.FactorFilter;
import dev.loopline.importer.read.Listing;
import dev.loopline.importer.read.LoopFilter;
import dev.loopline.importer.read.ModelFilter;
import dev.loopline.importer.read.StrategyFilter;
import dev.loopline.importer.read.Where;
import dev.loopline.kit.http.ProblemException;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
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
    public Response loops(@BeanParam LoopFilter filter) throws SQLException {
        return list("loops", Catalogs.LOOPS_BRIEF, filter.where(), Templates::loops);
    }

    @GET
    @Path("/factors")
    @Operation(hidden = true)
    public Response factors(@BeanParam FactorFilter filter) throws SQLException {
        return list("factors", Catalogs.FACTORS_BRIEF, filter.where(), Templates::factors);
    }

    @GET
    @Path("/models")
    @Operation(hidden = true)
    public Response models(@BeanParam ModelFilter filter) throws SQLException {
        return list("models", Catalogs.MODELS_BRIEF, filter.where(), Templates::models);
    }

    @GET
    @Path("/strategies")
    @Operation(hidden = true)
    public Response strategies(@BeanParam StrategyFilter filter) throws SQLException {
        return list("strategies", Catalogs.STRATEGIES_BRIEF, filter.where(), Templates::strategies);
    }

    private Response list(
            String kind, Catalog catalog, Where where, BiFunction<Frame, ListView, TemplateInstance> template)
            throws SQLException {
        PageLink link = pages.link("lang", "offset");
        String sort = link.value("sort_by");
        boolean descending = link.is("sort_order", "desc");
        int limit = Math.min(LARGEST_SIZE, number(link.value("limit"), USUAL_SIZE));
        int offset = number(pages.parameter("offset"), 0);
        Listing listing =
                reader.list(catalog, new CatalogQuery(where, sort.isEmpty() ? null : sort, descending, limit, offset));
        Paging paging =
                new Paging(listing.total(), offset, limit, listing.items().size());
        Frame frame = pages.frame(kind, "");
        ListView view = new ListView(Row.all(listing.items()), paging, link, sort, descending);
        return pages.render(200, frame, template.apply(frame, view));
    }

    private static int number(String text, int usual) {
        if (text.isEmpty()) {
            return usual;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ProblemException(400, "PAGE_INVALID", "limit and offset are whole numbers");
        }
    }
}
