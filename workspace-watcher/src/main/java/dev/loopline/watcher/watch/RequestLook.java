package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.request.RequestTable;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Gives loops the new revisions that people asked for, one at a time. For one thread. */
final class RequestLook {

    private static final int CHUNK = 200;

    private final Registry registry;
    private final Evaluation evaluation;
    private final HomeLoops loops;
    private final Deque<Map.Entry<LoopKey, Demand>> read = new ArrayDeque<>();
    private boolean wanted;

    RequestLook(Registry registry, Evaluation evaluation, HomeLoops loops) {
        this.registry = registry;
        this.evaluation = evaluation;
        this.loops = loops;
    }

    /** A request may have come. */
    void wanted() {
        wanted = true;
    }

    /** Whether something may have been asked for, and a loop that is not here now is not in the home. */
    boolean isWanted() {
        return wanted && loops.isComplete() && evaluation.mayRegister();
    }

    /** Serves one loop. */
    void look() throws SQLException {
        if (read.isEmpty()) {
            read.addAll(registry.view(session -> RequestTable.pending(session, CHUNK))
                    .entrySet());
        }
        Map.Entry<LoopKey, Demand> one = read.poll();
        if (one == null) {
            wanted = false;
            return;
        }
        String refusal = evaluation.evaluate(one.getKey(), one.getValue());
        if (!refusal.isEmpty()) {
            registry.write(session -> {
                RequestTable.fail(session, one.getKey(), one.getValue(), refusal);
                return refusal;
            });
        }
    }
}
