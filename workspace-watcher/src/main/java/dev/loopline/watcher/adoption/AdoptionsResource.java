package dev.loopline.watcher.adoption;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.RowReader;
import dev.loopline.watcher.watch.WatchBoard;
import dev.loopline.watcher.watch.WatchedHome;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Adoptions over HTTP. Safe for all threads. */
@Path("/api/adoptions")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class AdoptionsResource {

    private static final Logger LOG = Logger.getLogger(AdoptionsResource.class);
    private static final int MOST_NAMED = 1000;

    private final WatchedHome watched;
    private final WatchBoard board;
    private final Adoptions adoptions;
    private final Clock clock;

    AdoptionsResource(WatchedHome watched, WatchBoard board, Adoptions adoptions, Clock clock) {
        this.watched = watched;
        this.board = board;
        this.adoptions = adoptions;
        this.clock = clock;
    }

    /**
     * The body of a request.
     *
     * @param folders as events spell them or as paths; null or empty for all with results that nothing ties to a loop
     * @param dryRun whether nothing is to be kept
     */
    public record AdoptionRequest(@Nullable List<String> folders, boolean dryRun) {}

    /** An adopted folder in the answer of {@code GET}. */
    public record AdoptionView(String folder, String loop, String adoptedAt) {}

    @GET
    public List<AdoptionView> all() {
        return adoptions.all().stream()
                .map(one -> new AdoptionView(one.folder(), one.loop().toString(), one.adoptedAt()))
                .toList();
    }

    /** Adopts folders, or says what would become of them. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public synchronized List<AdoptionResult> adopt(@Nullable AdoptionRequest body) throws SQLException {
        List<String> folders = body == null || body.folders() == null ? List.of() : body.folders();
        if (folders.size() > MOST_NAMED) {
            throw new ProblemException(
                    400, "TOO_MANY", "name at most " + MOST_NAMED + " folders at once, or none for all");
        }
        AdoptedFolders adopted = adoptions.get();
        RegistryRows rows = watched.registry().view(RowReader::all);
        FolderOwners owners = new FolderOwners(watched.home().paths(), watched.book(), rows, adopted);
        AdoptionDesk desk = new AdoptionDesk(watched.home().paths(), owners, adopted, board.unassigned());
        List<AdoptionResult> results = folders.isEmpty() ? desk.all() : desk.named(folders);
        if (body == null || !body.dryRun()) {
            keep(desk.adoptable());
        }
        return results;
    }

    private void keep(Map<java.nio.file.Path, LoopKey> folders) throws SQLException {
        List<Adoption> more = new ArrayList<>();
        folders.forEach((folder, loop) -> more.add(new Adoption(
                watched.home().paths().relativize(folder), loop, clock.instant().toString())));
        if (!more.isEmpty()) {
            adoptions.add(more);
            LOG.infof("Folders adopted. folders=%d", more.size());
        }
    }
}
