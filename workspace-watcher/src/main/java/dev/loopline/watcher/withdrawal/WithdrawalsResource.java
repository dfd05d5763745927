package dev.loopline.watcher.withdrawal;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.watch.HeldWithdrawals;
import dev.loopline.watcher.watch.WatchLoop;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Withdrawals that wait for a confirmation, over HTTP. Safe for all threads. */
@Path("/api/withdrawals")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class WithdrawalsResource {

    private static final Logger LOG = Logger.getLogger(WithdrawalsResource.class);
    private static final int MOST_NAMED = 1000;

    private final HeldWithdrawals held;
    private final WatchLoop loop;

    WithdrawalsResource(HeldWithdrawals held, WatchLoop loop) {
        this.held = held;
        this.loop = loop;
    }

    /**
     * What waits.
     *
     * @param waiting how many loops
     * @param loops the first thousand of them
     */
    public record WithdrawalsView(int waiting, List<String> loops) {}

    /**
     * The body of a confirmation.
     *
     * @param loops how many loops wait, as the person saw it: if other ones came meanwhile, nothing is confirmed
     */
    public record Confirmation(@Nullable Integer loops) {}

    @GET
    public WithdrawalsView waiting() {
        Set<LoopKey> waiting = held.waiting();
        return new WithdrawalsView(
                waiting.size(),
                waiting.stream().limit(MOST_NAMED).map(LoopKey::toString).toList());
    }

    /** Confirms all that wait. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public WithdrawalsView confirm(@Nullable Confirmation body) {
        WithdrawalsView seen = waiting();
        if (body == null || body.loops() == null) {
            throw new ProblemException(400, "LOOPS_MISSING", "loops says how many withdrawals are confirmed");
        }
        if (!held.confirm(body.loops())) {
            throw new ProblemException(
                    409,
                    "OTHER_WITHDRAWALS",
                    seen.waiting() + " loops wait for a confirmation, not " + body.loops() + "; look again");
        }
        LOG.infof("Withdrawals confirmed. loops=%d", body.loops());
        loop.homeChanged();
        return seen;
    }
}
