package dev.loopline.watcher.status;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.watcher.watch.HeldWithdrawals;
import dev.loopline.watcher.watch.WatchBoard;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the watcher waits for beside events: the home, its registry, a person's word. Safe for all threads. */
@Singleton
public class HomeWaits {

    private static final int MOST_NAMED = 5;

    private final WatchBoard board;
    private final HeldWithdrawals held;

    HomeWaits(WatchBoard board, HeldWithdrawals held) {
        this.board = board;
        this.held = held;
    }

    WatchBoard board() {
        return board;
    }

    int held() {
        return held.waiting().size();
    }

    void show(@Observes StartupEvent event, Waiting waiting) {
        waiting.alsoShow(this::now);
    }

    private List<Waiting.Wait> now() {
        List<Waiting.Wait> waits = new ArrayList<>();
        board.problem()
                .ifPresent(problem ->
                        waits.add(new Waiting.Wait("home and registry", null, 0, board.problemSince(), 1, problem)));
        withdrawals()
                .ifPresent(sentence -> waits.add(new Waiting.Wait(
                        "withdrawals",
                        null,
                        held.waiting().size(),
                        held.since().orElseGet(Instant::now),
                        1,
                        sentence)));
        return waits;
    }

    /** How many withdrawals wait for a confirmation, the first of them, and what to do; empty if none does. */
    Optional<String> withdrawals() {
        Set<LoopKey> waiting = held.waiting();
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("rows and folders of " + waiting.size() + " loops are gone at once ("
                + LoopKey.line(waiting, MOST_NAMED)
                + "); nothing is withdrawn: bring them back, or confirm it with `loopline withdrawals --confirm`");
    }
}
