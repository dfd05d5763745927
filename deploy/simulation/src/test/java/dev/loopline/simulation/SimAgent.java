package dev.loopline.simulation;

import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.registry.RegistryKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** RD-Agent: writes a few loops, which are the same in every world, one piece at a time. For one thread. */
final class SimAgent {

    private static final int MODEL_BYTES = 300;
    /** Never taken back: that the last folder of all is gone would not be believed. */
    private static final int FIRST = 0;

    private static final int MOST_RERUNS = 2;

    private final List<Played> loops = new ArrayList<>();

    /** How far a loop is. */
    enum State {
        ABSENT,
        GROWING,
        FINISHED,
        FAILED,
        WITHDRAWN
    }

    /**
     * What a loop came to.
     *
     * @param reruns how often its result was replaced by a newer one
     */
    record Result(State state, int reruns) {}

    private static final class Played {
        private final LiveRun run;
        private State state = State.ABSENT;
        private boolean grown;
        private int reruns;

        Played(LiveRun run) {
            this.run = run;
        }
    }

    SimAgent(Path home) {
        try {
            Files.createDirectories(home.resolve("log"));
            Files.createDirectories(home.resolve("git_ignore_folder").resolve("RD-Agent_workspace"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        play(home, Layout.REGISTRY, "task-a", 0);
        play(home, Layout.REGISTRY, "task-a", 1);
        play(home, Layout.SEEDS, "20260301_001", 1);
    }

    private void play(Path home, Layout layout, String taskRunId, int loopId) {
        Clock clock = Clock.fixed(
                SimClock.BEGIN.minus(Duration.ofDays(1)).plus(Duration.ofMinutes(loops.size())), ZoneOffset.UTC);
        loops.add(new Played(LiveRun.builder(home, layout, taskRunId, loopId)
                .registry(RegistryKind.CURRENT)
                .recordedRoot("/rdagent")
                .modelBytes(MODEL_BYTES)
                .clock(clock)
                .build()));
    }

    int loops() {
        return loops.size();
    }

    State state(int loop) {
        return loops.get(loop).state;
    }

    /** The next piece of a loop, or what may come after its end, as the number chooses. */
    State advance(int loop, int choice) {
        Played one = loops.get(loop);
        switch (one.state) {
            case ABSENT -> {
                one.run.begin();
                one.state = State.GROWING;
            }
            case GROWING -> {
                boolean fails = loop != FIRST && !one.grown && choice % 8 == 0;
                if (fails) {
                    one.run.fail();
                    one.state = State.FAILED;
                } else if (choice % 3 == 1 || !one.run.grow()) {
                    finish(one);
                }
                one.grown = true;
            }
            case FINISHED -> {
                if (choice % 2 == 0 && one.reruns < MOST_RERUNS) {
                    one.run.rerun();
                    one.reruns++;
                } else if (choice % 16 == 1 && loop != FIRST && loops.get(FIRST).state != State.ABSENT) {
                    one.run.withdraw();
                    one.state = State.WITHDRAWN;
                }
            }
            default -> {
                // It stays as it is.
            }
        }
        return one.state;
    }

    /** Ends what is at work. */
    void finishAll() {
        loops.stream().filter(one -> one.state == State.GROWING).forEach(SimAgent::finish);
    }

    private static void finish(Played one) {
        one.run.finish();
        one.state = State.FINISHED;
    }

    /** Brings the loops of a new home to these results at once. */
    void reach(List<Result> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).state() == State.FINISHED) {
                Played one = loops.get(i);
                one.run.begin();
                finish(one);
                for (int k = results.get(i).reruns(); k > 0; k--) {
                    one.run.rerun();
                }
            }
        }
    }

    List<Result> results() {
        return loops.stream().map(one -> new Result(one.state, one.reruns)).toList();
    }

    /** The loops that were taken back, as keys of records. */
    Set<String> withdrawn() {
        return loops.stream()
                .filter(one -> one.state == State.WITHDRAWN)
                .map(one -> one.run.describe().key())
                .collect(Collectors.toSet());
    }
}
