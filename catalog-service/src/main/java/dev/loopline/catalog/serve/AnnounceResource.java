package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.rebuild.RebuildScope;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Saying once more what the catalogs say, for a reader that lost it. */
@Path("/api/catalogs/announce")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class AnnounceResource {

    private final CatalogState state;

    AnnounceResource(CatalogState state) {
        this.state = state;
    }

    /**
     * Which loops; all of it may be missing.
     *
     * @param taskRunId only this task run
     * @param loopId only this loop of it
     * @param from only loops that finished then or later
     * @param before only loops that finished earlier than this
     */
    public record Wish(
            @Nullable String taskRunId,
            @Nullable Integer loopId,
            @Nullable Instant from,
            @Nullable Instant before) {}

    /** Publishes them again, as new changes; withdrawn ones too, unless a time is asked for. */
    @POST
    public ObjectNode announce(@Nullable Wish wish) throws SQLException {
        List<LoopKey> loops = new ArrayList<>();
        try (CatalogReader reader = state.reader()) {
            RebuildScope scope = wish == null
                    ? new RebuildScope(null, null, null, null)
                    : new RebuildScope(wish.taskRunId(), wish.loopId(), wish.from(), wish.before());
            for (LoopKey key : reader.keys(scope.taskRunId())) {
                if (isMeant(reader, scope, key)) {
                    loops.add(key);
                }
            }
            if (!scope.hasTimes()) {
                reader.withdrawn().stream().filter(scope::mayHold).forEach(loops::add);
            }
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "BAD_SCOPE", String.valueOf(e.getMessage()));
        }
        state.mark(loops);
        return Answers.object().put("announced", loops.size());
    }

    private static boolean isMeant(CatalogReader reader, RebuildScope scope, LoopKey key) throws SQLException {
        return scope.mayHold(key)
                && (!scope.hasTimes()
                        || reader.facts(key)
                                .filter(known -> scope.holds(key, known.loop().finishedAt()))
                                .isPresent());
    }
}
