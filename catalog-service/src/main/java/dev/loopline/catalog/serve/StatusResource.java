package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;

/** How the service is doing, for the command line. */
@Path("/api/status")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class StatusResource {

    private final CatalogState state;
    private final CatalogFiles files;
    private final ExportSchedule schedule;

    StatusResource(CatalogState state, CatalogFiles files, ExportSchedule schedule) {
        this.state = state;
        this.files = files;
        this.schedule = schedule;
    }

    @GET
    public ObjectNode status() throws SQLException {
        ObjectNode answer = Answers.object().put("service", "catalog-service").put("recovering", state.isRecovering());
        try (CatalogReader reader = state.reader()) {
            answer.put("sequence", reader.change());
            reader.figures().forEach(answer::put);
        }
        ObjectNode export = answer.putObject("export");
        export.put("writes", schedule.writes()).put("last_ms", schedule.lastMillis());
        export.put("failure", schedule.failure().orElse(null));
        ObjectNode catalogs = answer.putObject("catalogs");
        files.current().forEach(file -> catalogs.put(file.kind().plural(), file.entries()));
        return answer;
    }
}
