package dev.loopline.importer.pages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.importer.read.CatalogReader;
import dev.loopline.importer.read.DeadLetterDesk;
import dev.loopline.importer.stage.ImporterCounters;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page of the sync: its button, progress and history, and the dead letters. */
@Path("/rdagent/sync")
@Produces(Pages.HTML)
@Blocking
public class SyncPage {

    private static final String RUNS = "SELECT run_id, state, phase, progress, last_sync_time, started_at, finished_at,"
            + " last_error, last_result, extract(epoch FROM finished_at - started_at)::double precision AS seconds FROM"
            + " public.loopline_sync_run ORDER BY run_id DESC LIMIT 20";
    private static final String REJECTED =
            "SELECT task_run_id, loop_id, kind, entry_key, field, reason, message, at FROM"
                    + " public.loopline_rejected ORDER BY id DESC LIMIT 50";

    /** As in the navigation; the database keeps no order. */
    private static final List<String> KINDS = List.of("loop", "factor", "model", "strategy", "alpha158", "alpha360");

    private final CatalogReader reader;
    private final ImporterCounters counters;
    private final DeadLetterDesk deadLetters;
    private final Pages pages;

    SyncPage(CatalogReader reader, ImporterCounters counters, DeadLetterDesk deadLetters, Pages pages) {
        this.reader = reader;
        this.counters = counters;
        this.deadLetters = deadLetters;
        this.pages = pages;
    }

    @GET
    @Operation(hidden = true)
    public Response sync() throws SQLException {
        List<SyncView.Run> runs = reader.rows(RUNS).stream().map(SyncPage::run).toList();
        SyncView view = new SyncView(
                runs.isEmpty() ? null : runs.get(0), runs, Row.all(reader.rows(REJECTED)), counters.snapshot());
        Frame frame = pages.frame("sync", "");
        return pages.render(200, frame, Templates.sync(frame, view));
    }

    /** The list of dead letters, which the page fetches when it is there: the broker may take a moment. */
    @GET
    @Path("/dead-letters")
    @Operation(hidden = true)
    public Response deadLetters() {
        Frame frame = pages.frame("sync", "");
        try {
            List<DeadLetterLine> lines =
                    deadLetters.newest().stream().map(SyncPage::line).toList();
            return pages.render(200, frame, Templates.deadLetters(frame, lines, null));
        } catch (KafkaException e) {
            return pages.render(200, frame, Templates.deadLetters(frame, List.of(), String.valueOf(e.getMessage())));
        }
    }

    /** Sends one back and says in words what became of it. */
    @POST
    @Path("/dead-letters/{service}/{partition}/{number}/retry")
    @Operation(hidden = true)
    public Response retry(
            @PathParam("service") String service,
            @PathParam("partition") int partition,
            @PathParam("number") long number)
            throws InterruptedException {
        DeadLetterDesk.Result result = deadLetters.retry(service, partition, number);
        Frame frame = pages.frame("sync", "");
        return pages.render(200, frame, Templates.retried(result.outcome(), result.topic()));
    }

    private static DeadLetterLine line(DeadLetterDesk.Letter letter) {
        return new DeadLetterLine(
                letter.service(),
                letter.partition(),
                letter.number(),
                letter.key(),
                letter.reason(),
                letter.message(),
                letter.failedAt().length() > 19
                        ? letter.failedAt().substring(0, 19).replace('T', ' ')
                        : letter.failedAt(),
                letter.attempts() < 0 ? Row.NONE : Long.toString(letter.attempts()));
    }

    private static SyncView.Run run(ObjectNode tree) {
        Row row = new Row(tree);
        String seconds = tree.path("seconds").isNumber()
                ? String.format(Locale.ROOT, "%.1f s", tree.path("seconds").doubleValue())
                : Row.NONE;
        List<Row> kinds = Row.all(tree.path("last_result")).stream()
                .sorted(Comparator.comparingInt(kind -> KINDS.indexOf(kind.raw("kind"))))
                .toList();
        return new SyncView.Run(row, seconds, kinds);
    }
}
