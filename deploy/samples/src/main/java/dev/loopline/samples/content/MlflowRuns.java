package dev.loopline.samples.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.LoopPlanner;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RecordedRoot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The {@code mlruns} tree of one workspace. Some loops have an earlier run that was aborted; the weights that count are those
 * of the finished run with the latest end.
 */
final class MlflowRuns {

    private static final int FINISHED = 3;
    private static final int FAILED = 4;
    private static final int RUNNING = 1;
    private static final int SMALL = 512;

    private final LoopPlan plan;
    private final RecordedRoot root;
    private final List<SampleFile> files = new ArrayList<>();

    private MlflowRuns(LoopPlan plan, RecordedRoot root) {
        this.plan = plan;
        this.root = root;
    }

    /** The files, in the order in which they appear. */
    static List<SampleFile> of(LoopPlan plan, RecordedRoot root) {
        return new MlflowRuns(plan, root).list();
    }

    private List<SampleFile> list() {
        SplittableRandom random = plan.random("mlruns");
        String experiment = "%018d".formatted(100_000_000_000_000_000L + random.nextLong(800_000_000_000_000_000L));
        String folder = plan.experiment().folder() + "/mlruns/" + experiment;
        add(
                folder + "/meta.yaml",
                "artifact_location: %s\nexperiment_id: '%s'\nlifecycle_stage: active\nname: workflow\n"
                        .formatted(uri(folder), experiment));
        if (random.nextInt(3) == 0) {
            Instant cut = plan.startedAt().plus(Duration.ofMinutes(4));
            String run = folder + "/" + LoopPlanner.hex(random);
            addMeta(run, FAILED, cut);
            addWeights(run, Math.min(plan.modelBytes(), SMALL), "first");
        }
        boolean running = plan.traits().outcome() == Outcome.RUNNING;
        addRun(folder + "/" + LoopPlanner.hex(random), running);
        return files;
    }

    private void addRun(String run, boolean running) {
        addMeta(run, running ? RUNNING : FINISHED, plan.endedAt().minus(Duration.ofMinutes(1)));
        Templates.recorded(plan).forEach((key, value) -> add(run + "/params/" + key, value));
        add(run + "/tags/mlflow.runName", "mlflow_recorder");
        if (running) {
            return;
        }
        long millis = plan.endedAt().toEpochMilli();
        for (String metric : List.of("IC", "ICIR", "Rank IC", "l2.valid")) {
            add(
                    run + "/metrics/" + metric,
                    "%d %s 0\n"
                            .formatted(millis, ResultFiles.plain(plan.backtest().metric(metric))));
        }
        addWeights(run, plan.modelBytes(), "weights");
        for (String artifact : List.of("task", "dataset", "config", "pred.pkl")) {
            add(run + "/artifacts/" + artifact, () -> OpaqueBytes.of(artifact, SMALL, plan.random(artifact)));
        }
        String report = "portfolio_analysis/report_normal_1day.pkl";
        add(run + "/artifacts/" + report, () -> OpaqueBytes.of(report, SMALL, plan.random(report)));
    }

    private void addWeights(String run, int size, String purpose) {
        add(run + "/artifacts/params.pkl", () -> OpaqueBytes.of("a trained model", size, plan.random(purpose)));
    }

    private void addMeta(String run, int status, Instant end) {
        add(run + "/meta.yaml", """
                artifact_uri: %s
                end_time: %s
                entry_point_name: ''
                experiment_id: '%s'
                lifecycle_stage: active
                run_id: %s
                run_name: mlflow_recorder
                source_name: ''
                source_type: 4
                start_time: %d
                status: %d
                tags: []
                user_id: rdagent
                """.formatted(
                        uri(run) + "/artifacts",
                        status == RUNNING ? "null" : Long.toString(end.toEpochMilli()),
                        run.split("/")[run.split("/").length - 2],
                        run.substring(run.lastIndexOf('/') + 1),
                        plan.startedAt().toEpochMilli(),
                        status));
    }

    /** Absolute URIs as mlflow stores them, hence wrong as soon as the home moves. */
    private String uri(String path) {
        String spelled = root.spell(path).replace('\\', '/');
        return spelled.startsWith("/") ? "file://" + spelled : "file:///" + spelled;
    }

    private void add(String path, String text) {
        add(path, () -> text.getBytes(UTF_8));
    }

    private void add(String path, Supplier<byte[]> content) {
        files.add(new SampleFile(Stage.TRAINING, path, content));
    }
}
