package dev.loopline.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.samples.content.LoopFiles;
import dev.loopline.samples.content.SampleFile;
import dev.loopline.samples.content.Stage;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.registry.RdAgentRegistry;
import dev.loopline.samples.registry.RegistryKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Plays one loop as RD-Agent writes it: {@link #begin}, {@link #grow} until nothing is left, {@link #finish}; then perhaps
 * {@link #rerun} or {@link #withdraw}. With a registry the row that ends the loop is the last write; without one
 * {@code feedback.json} is. A step at the wrong time is an {@link IllegalStateException}. Used by one thread at a time; any
 * number of runs may share a home.
 */
public final class LiveRun {

    private enum State {
        NEW,
        GROWING,
        FINISHED,
        WITHDRAWN
    }

    private final RdAgentHome home;
    private final RecordedRoot root;
    private final Optional<RdAgentRegistry> registry;
    private final Clock clock;
    private final HomeWriter writer;
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private LoopPlan plan;
    private State state = State.NEW;

    LiveRun(RdAgentHome home, RecordedRoot root, Optional<RdAgentRegistry> registry, Clock clock, LoopPlan plan) {
        this.home = home;
        this.root = root;
        this.registry = registry;
        this.clock = clock;
        this.plan = plan;
        this.writer = new HomeWriter(home);
    }

    /** Settings for a loop in the given home. */
    public static LiveRunBuilder builder(Path home, Layout layout, String taskRunId, int loopId) {
        return new LiveRunBuilder(home, layout, taskRunId, loopId);
    }

    /** A loop with the usual settings, already begun. */
    public static LiveRun start(Path home, Layout layout, String taskRunId, int loopId) {
        LiveRun run = builder(home, layout, taskRunId, loopId).build();
        run.begin();
        return run;
    }

    /** The loop appears: rows with status {@code running}, empty folders. */
    public void begin() {
        expect(State.NEW);
        state = State.GROWING;
        plan.workspaces().forEach(workspace -> writer.folder(workspace.folder()));
        rows().ifPresent(r -> {
            if (!Files.exists(home.registry())) {
                r.create();
            }
            r.write(w -> w.taskRun(plan, Outcome.RUNNING, clock.instant()), clock);
            r.write(w -> w.loop(plan, Outcome.RUNNING, clock.instant()), clock);
            r.write(w -> w.workspaces(plan, Outcome.RUNNING, clock.instant()), clock);
        });
        log("begins");
        planSteps(this::isBeforeTheEnd);
    }

    /**
     * Writes the next piece: templates, factor table, weights and mlruns (in two halves), metrics, report, and so on.
     *
     * @return whether more pieces are left
     */
    public boolean grow() {
        expect(State.GROWING);
        if (!steps.isEmpty()) {
            steps.pop().run();
        }
        return !steps.isEmpty();
    }

    /** How many pieces are left. */
    public int left() {
        return steps.size();
    }

    /**
     * Writes what is left and ends the loop.
     *
     * @return the time just before the last write: the registry's commit, or {@code feedback.json}
     */
    public Instant finish() {
        expect(State.GROWING);
        writeAllLeft();
        state = State.FINISHED;
        return end();
    }

    /** Ends the loop without result: no piece is written any more, the row says {@code failed}. */
    public Instant fail() {
        expect(State.GROWING);
        steps.clear();
        state = State.FINISHED;
        log("fails");
        if (plan.sessionLog()) {
            writer.write(files(Stage.SESSION_RESULT));
        }
        return rows().map(r -> {
                    r.write(w -> w.workspaces(plan, Outcome.FAILED, clock.instant()), clock);
                    return r.write(w -> w.loop(plan, Outcome.FAILED, clock.instant()), clock);
                })
                .orElseGet(this::writeLast);
    }

    /**
     * The finished loop is run again and does better: its result files change in place (the factor code stays), then it ends
     * again.
     *
     * @return the time just before the last write
     */
    public Instant rerun() {
        expect(State.FINISHED);
        plan = plan.rerunWith(plan.backtest().improved(plan.random("rerun")), clock.instant());
        planSteps(stage -> stage.compareTo(Stage.FEATURES) > 0 && isBeforeTheEnd(stage));
        writeAllLeft();
        return end();
    }

    /** The loop is taken back: its folders and rows vanish. */
    public void withdraw() {
        expect(State.FINISHED);
        state = State.WITHDRAWN;
        rows().ifPresent(r -> r.write(w -> w.withdraw(plan), clock));
        if (plan.sessionLog()) {
            writer.delete(plan.sessionFolder() + "/Loop_" + plan.loopId());
            writer.delete(plan.sessionFolder() + "/__session__/" + plan.loopId());
        }
        plan.workspaces().forEach(workspace -> writer.delete(workspace.folder()));
        log("withdrawn");
    }

    /**
     * The process dies: no piece is written any more, and the session says that it was aborted. Only in the layout {@code
     * SESSION}.
     */
    public void crash() {
        expect(State.GROWING);
        if (plan.layout() != Layout.SESSION) {
            throw new IllegalStateException("Only a loop with a session log can crash and say so.");
        }
        steps.clear();
        state = State.FINISHED;
        String reason = "{\"reason\": \"stopped by Ctrl-C\", \"loop_idx\": " + plan.loopId() + "}";
        writer.write(plan.sessionFolder() + "/abort_reason.json", reason.getBytes(UTF_8));
    }

    /** The loop as it is once finished. */
    public WrittenLoop describe() {
        return WrittenLoop.of(plan, LoopFiles.of(plan, root), home, root);
    }

    private Instant end() {
        log("ends");
        return rows().map(r -> {
                    r.write(w -> w.workspaces(plan, Outcome.SUCCESS, clock.instant()), clock);
                    return r.write(
                            w -> {
                                w.loop(plan, Outcome.SUCCESS, clock.instant());
                                w.hasResult(plan, clock.instant());
                            },
                            clock);
                })
                .orElseGet(this::writeLast);
    }

    /** Plain RD-Agent knows no registry, whether there is one or not. */
    private Optional<RdAgentRegistry> rows() {
        return plan.layout() == Layout.SESSION ? Optional.empty() : registry;
    }

    private boolean isBeforeTheEnd(Stage stage) {
        return stage != lastStage() || rows().isPresent();
    }

    private Stage lastStage() {
        return plan.layout() == Layout.SESSION ? Stage.SESSION_END : Stage.FEEDBACK;
    }

    private Instant writeLast() {
        List<SampleFile> last = files(lastStage());
        Instant before = clock.instant();
        writer.write(last);
        return before;
    }

    private void planSteps(Predicate<Stage> wanted) {
        Map<Stage, List<SampleFile>> all =
                LoopFiles.of(plan, root).stream().collect(Collectors.groupingBy(SampleFile::stage));
        for (Stage stage : Stage.values()) {
            List<SampleFile> files = all.getOrDefault(stage, List.of());
            if (files.isEmpty() || !wanted.test(stage)) {
                continue;
            }
            if (stage == Stage.TRAINING) {
                steps.add(() -> files.forEach(writer::writeFirstHalf));
                steps.add(() -> files.forEach(writer::appendSecondHalf));
            } else {
                steps.add(() -> writer.write(files));
            }
        }
    }

    private void writeAllLeft() {
        while (!steps.isEmpty()) {
            steps.pop().run();
        }
    }

    private List<SampleFile> files(Stage stage) {
        return LoopFiles.of(plan, root).stream()
                .filter(file -> file.stage() == stage)
                .toList();
    }

    /** Only the layout of the seeds has log files beside its workspaces. */
    private void log(String what) {
        if (plan.layout() == Layout.SEEDS) {
            writer.appendLine(
                    "log/" + plan.taskRunId() + "/loop.log",
                    clock.instant() + " INFO loop " + plan.loopId() + " " + what);
        }
    }

    private void expect(State expected) {
        if (state != expected) {
            throw new IllegalStateException("The live run " + plan.taskRunId() + "/" + plan.loopId() + " is " + state
                    + ", but this step needs " + expected);
        }
    }

    static Optional<RdAgentRegistry> registry(RdAgentHome home, RegistryKind kind, RecordedRoot root) {
        return kind == RegistryKind.NONE
                ? Optional.empty()
                : Optional.of(new RdAgentRegistry(home.registry(), kind, root));
    }
}
