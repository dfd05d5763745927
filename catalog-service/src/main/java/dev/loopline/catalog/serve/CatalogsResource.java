package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.export.CatalogFile;
import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.export.LossRefusedException;
import dev.loopline.catalog.state.Announcement;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The four catalogs. */
@Path("/api/catalogs")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class CatalogsResource {

    private static final int MOST_CHANGES = 500;

    private final CatalogState state;
    private final CatalogFiles files;
    private final ExportSchedule schedule;
    private final Pages pages;

    CatalogsResource(CatalogState state, CatalogFiles files, ExportSchedule schedule, Pages pages) {
        this.state = state;
        this.files = files;
        this.schedule = schedule;
        this.pages = pages;
    }

    /** What there is: the four files with counts and digests. */
    @GET
    public ObjectNode overview() throws SQLException {
        ObjectNode answer = Answers.object();
        try (CatalogReader reader = state.reader()) {
            answer.put("sequence", reader.change());
        }
        answer.put("recovering", state.isRecovering());
        answer.set("catalogs", describe(files.current()));
        return answer;
    }

    /**
     * Without parameters the file as it was written; its ETag is the SHA-256 of its bytes. With parameters a page of the
     * entries that fit, from the state itself.
     */
    @GET
    @Path("{kind}")
    public Response catalog(@PathParam("kind") String plural, @Context UriInfo uri, @Context Request request)
            throws IOException, SQLException {
        CatalogKind kind = kind(plural);
        return uri.getQueryParameters().isEmpty()
                ? file(kind, request)
                : pages.answer(kind, uri.getQueryParameters(), request);
    }

    private Response file(CatalogKind kind, Request request) throws IOException {
        CatalogFiles.Opened opened = files.open(kind)
                .orElseThrow(() -> new ProblemException(
                        503,
                        "NOT_WRITTEN_YET",
                        schedule.failure().orElse("the catalog is being built; ask again in a moment")));
        EntityTag tag = new EntityTag(opened.file().sha256().hex());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            opened.content().close();
            return unchanged.tag(tag).build();
        }
        return Response.ok(opened.content(), MediaType.APPLICATION_JSON_TYPE)
                .tag(tag)
                .build();
    }

    /**
     * Loops whose facts changed after the change with this number, oldest first, each with its facts. The numbers belong to this
     * state: a state that is filled anew counts from the beginning. Not while the catalogs are being built: a reader who compares
     * with them would take the missing loops for withdrawn.
     */
    @GET
    @Path("changes")
    public ObjectNode changes(
            @QueryParam("since") @DefaultValue("0") long since, @QueryParam("limit") @DefaultValue("100") int limit)
            throws SQLException {
        if (since < 0 || limit < 1 || limit > MOST_CHANGES) {
            throw new ProblemException(
                    400, "BAD_RANGE", "since starts at 0, and limit is a number from 1 to " + MOST_CHANGES);
        }
        requireWhole();
        try (CatalogReader reader = state.reader()) {
            List<Announcement> found = reader.since(since, limit);
            ObjectNode answer = Answers.object().put("since", since);
            long next = found.isEmpty() ? since : found.get(found.size() - 1).change();
            answer.put("next_since", next).put("more", found.size() == limit);
            ArrayNode entries = answer.putArray("changes");
            found.forEach(one -> entries.add(Answers.announcement(one)));
            return answer;
        }
    }

    /**
     * Writes the files now: all four, or one. {@code lines} says what was done in the words of the guide.
     *
     * @param acceptLoss whether files may be replaced that hold loops of which the catalogs know nothing; else that is 409
     */
    @POST
    @Path("export")
    public ObjectNode export(
            @QueryParam("kind") @Nullable String which,
            @QueryParam("accept_loss") @DefaultValue("false") boolean acceptLoss)
            throws IOException, InterruptedException {
        requireWhole();
        Set<CatalogKind> kinds =
                which == null || which.equals("all") ? EnumSet.allOf(CatalogKind.class) : EnumSet.of(kind(which));
        List<CatalogFile> written = written(kinds, acceptLoss);
        ObjectNode answer = Answers.object();
        answer.set("catalogs", describe(written));
        ArrayNode lines = answer.putArray("lines");
        for (CatalogFile file : written) {
            lines.add("Exporting " + file.kind().singular() + " catalog...");
            lines.add("Exported " + file.entries() + " " + file.kind().plural());
            lines.add("Output: " + file.path());
        }
        return answer;
    }

    private List<CatalogFile> written(Set<CatalogKind> kinds, boolean acceptLoss)
            throws IOException, InterruptedException {
        try {
            return schedule.now(kinds, acceptLoss);
        } catch (LossRefusedException e) {
            throw new ProblemException(409, "LOSS_REFUSED", String.valueOf(e.getMessage()));
        }
    }

    private void requireWhole() {
        if (state.isRecovering()) {
            throw new ProblemException(
                    503, "RECOVERING", "the catalogs are being rebuilt from the topic; ask again when that is done");
        }
    }

    private static ObjectNode describe(List<CatalogFile> found) {
        ObjectNode catalogs = Answers.object();
        found.forEach(file -> catalogs.set(file.kind().plural(), Answers.file(file)));
        return catalogs;
    }

    private static CatalogKind kind(String name) {
        return Arrays.stream(CatalogKind.values())
                .filter(kind -> kind.plural().equals(name) || kind.singular().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        404, "NO_SUCH_CATALOG", "the catalogs are factors, models, strategies and loops"));
    }
}
