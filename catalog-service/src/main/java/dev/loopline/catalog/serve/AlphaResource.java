package dev.loopline.catalog.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.alpha.AlphaCatalog;
import dev.loopline.catalog.alpha.AlphaFiles;
import dev.loopline.catalog.alpha.AlphaKind;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The factor libraries. */
@Path("/api/catalogs/alpha")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class AlphaResource {

    private final CatalogState state;
    private final Optional<java.nio.file.Path> home;

    AlphaResource(
            CatalogState state, @ConfigProperty(name = "loopline.rdagent-home") Optional<java.nio.file.Path> home) {
        this.state = state;
        this.home = home;
    }

    /** A library as its files in the RD-Agent home describe it; 404 while there are none. */
    @GET
    @Path("{number}")
    public Response library(@PathParam("number") String number, @Context Request request)
            throws SQLException, JsonProcessingException {
        AlphaKind kind = AlphaKind.of(number)
                .orElseThrow(() -> new ProblemException(404, "NO_SUCH_LIBRARY", "the libraries are 158 and 360"));
        byte[] body = Json.mapper().writeValueAsBytes(read(kind));
        EntityTag tag = new EntityTag(Sha256.of(body).hex());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return unchanged == null
                ? Response.ok(body, MediaType.APPLICATION_JSON_TYPE).tag(tag).build()
                : unchanged.tag(tag).build();
    }

    private static Optional<JsonNode> factor(CatalogReader reader, String name) throws SQLException {
        Optional<String> entry = reader.factor(name);
        try {
            return entry.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.mapper().readTree(entry.get()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state holds an entry that is no JSON", e);
        }
    }

    private ObjectNode read(AlphaKind kind) throws SQLException {
        try (CatalogReader reader = state.reader()) {
            Optional<ObjectNode> found = home.isEmpty()
                    ? Optional.empty()
                    : AlphaCatalog.of(kind, new AlphaFiles(home.get()), name -> factor(reader, name));
            return found.orElseThrow(() -> new ProblemException(
                    404,
                    "ALPHA_META_MISSING",
                    "alpha" + kind.number()
                            + "_meta.json is neither in RDagentDB/aistock nor in rdagent_data nor in the"
                            + " RD-Agent home itself"));
        }
    }
}
