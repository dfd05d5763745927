package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.verify.HomeVerifier;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.kit.home.ConfiguredRoots;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.kit.http.SharedAnswer;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** This service's part of the verification. Safe for all threads. */
@Path("/api/verify")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class VerifyResource {

    private final CatalogState state;
    private final CatalogFiles files;
    private final ConfiguredRoots configured;
    private final Optional<java.nio.file.Path> home;
    private final SharedAnswer<ObjectNode> answer = new SharedAnswer<>(Duration.ofMinutes(1));

    VerifyResource(
            CatalogState state,
            CatalogFiles files,
            ConfiguredRoots configured,
            @ConfigProperty(name = "loopline.rdagent-home") Optional<java.nio.file.Path> home) {
        this.state = state;
        this.files = files;
        this.configured = configured;
        this.home = home;
    }

    /** The last answer while it is young, so that looking often is no work. */
    @GET
    public ObjectNode last() throws Exception {
        return answer.look(this::checks);
    }

    /** Looks at every loop, every workspace and every archive. */
    @POST
    public ObjectNode verify() throws Exception {
        return answer.anew(this::checks);
    }

    private ObjectNode checks() throws SQLException, IOException {
        java.nio.file.Path folder = home.orElseThrow(() -> new ProblemException(
                503, "NO_HOME", "LOOPLINE_RDAGENT_HOME is not set, so there is nothing to compare with"));
        try (CatalogReader reader = state.reader()) {
            return new HomeVerifier(HomeRoots.open(configured.settings(folder)), reader).run(files.current());
        }
    }
}
