package dev.loopline.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.samples.content.LoopFiles;
import dev.loopline.samples.content.SampleFile;
import dev.loopline.samples.content.Stage;
import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.LoopPlanner;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.registry.RdAgentRegistry;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.samples.registry.RegistryWrite;
import dev.loopline.samples.runs.RunHome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an RD-Agent home with a history of loops. Obtained from {@link #builder}; one instance writes one home, from one
 * thread. Loops are written in parallel.
 */
public final class SampleHome {

    private static final String PRIVATE_FILE = "source_data/private.yaml";

    private final SampleHomeBuilder settings;
    private final RdAgentHome home;
    private final RecordedRoot root;

    SampleHome(SampleHomeBuilder settings, RdAgentHome home, RecordedRoot root) {
        this.settings = settings;
        this.home = home;
        this.root = root;
    }

    /** Settings for a home in the given folder, which is made if it is missing. */
    public static SampleHomeBuilder builder(Path home) {
        return new SampleHomeBuilder(home);
    }

    WrittenHome write() {
        List<LoopPlan> plans = plans();
        HomeWriter writer = new HomeWriter(home);
        writer.folder("log");
        writer.folder(RdAgentHome.WORKSPACES);
        if (!settings.env().isEmpty()) {
            writer.write(".env", settings.env().getBytes(UTF_8));
        }
        List<WrittenLoop> loops = plans.parallelStream().map(this::writeLoop).toList();
        writeTaskLogs(plans, writer);
        if (settings.registry() != RegistryKind.NONE) {
            writeRegistry(plans);
        }
        RunHome runs = RunHome.write(home.root(), settings.seed(), Instant.now(), settings.structures());
        return new WrittenHome(home, loops, runs);
    }

    private List<LoopPlan> plans() {
        boolean registry = settings.registry() != RegistryKind.NONE;
        LoopPlanner planner = new LoopPlanner(settings.seed(), registry, settings.modelBytes());
        List<LoopPlan> plans = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            List<Outcome> outcomes = settings.outcomes(layout);
            for (int i = 0; i < outcomes.size(); i++) {
                plans.add(planner.history(layout, i, outcomes.get(i)));
            }
        }
        for (int i = 0; i < settings.crashedLoops(); i++) {
            plans.add(planner.crashed(i));
        }
        settings.flaws().forEach(flaw -> plans.add(planner.flawed(flaw)));
        if (settings.withSessionLogs()) {
            plans.replaceAll(LoopPlan::logged);
        }
        return plans;
    }

    private WrittenLoop writeLoop(LoopPlan plan) {
        HomeWriter writer = new HomeWriter(home);
        List<SampleFile> files = LoopFiles.of(plan, root);
        if (plan.traits().outcome() == Outcome.RUNNING) {
            Stage last = lastStageOfRunning(plan);
            files = files.stream().filter(f -> f.stage().compareTo(last) <= 0).toList();
        }
        writer.writeHistory(files);
        if (plan.has(Flaw.LINK_OUTSIDE)) {
            writer.write(PRIVATE_FILE, "token: not for anybody else\n".getBytes(UTF_8));
            writer.link(plan.experiment().folder() + "/conf_link.yaml", "../../../" + PRIVATE_FILE);
        }
        return WrittenLoop.of(plan, files, home, root);
    }

    /** Where no row says that a loop is at work, its files must not look like a result. */
    private static Stage lastStageOfRunning(LoopPlan plan) {
        if (plan.layout() == Layout.SESSION) {
            return Stage.SIGNALS; // the results are there, only the conclusion is not
        }
        if (plan.traits().metaFile()) {
            return Stage.TEMPLATES;
        }
        return plan.layout() == Layout.REGISTRY ? Stage.TRAINING : Stage.FEATURES;
    }

    private static void writeTaskLogs(List<LoopPlan> plans, HomeWriter writer) {
        Map<String, StringBuilder> logs = new LinkedHashMap<>();
        for (LoopPlan plan : plans) {
            if (plan.layout() == Layout.SEEDS) {
                logs.computeIfAbsent(plan.taskRunId(), id -> new StringBuilder())
                        .append(plan.startedAt() + " INFO loop " + plan.loopId() + " "
                                + plan.action().wire() + " "
                                + plan.traits().outcome().wire() + "\n");
            }
        }
        logs.forEach((task, text) -> {
            writer.write("log/" + task + "/loop.log", text.toString().getBytes(UTF_8));
            writer.write("log/" + task + "/task.log", ("INFO task run " + task + "\n").getBytes(UTF_8));
        });
    }

    private void writeRegistry(List<LoopPlan> plans) {
        RdAgentRegistry registry = new RdAgentRegistry(home.registry(), settings.registry(), root);
        registry.create();
        registry.write(write -> writeRows(plans, write), Clock.systemUTC());
    }

    private static void writeRows(List<LoopPlan> plans, RegistryWrite write) throws SQLException {
        Set<String> runningTasks = new HashSet<>();
        for (LoopPlan plan : plans) {
            if (plan.traits().outcome() == Outcome.RUNNING) {
                runningTasks.add(plan.taskRunId());
            }
        }
        for (LoopPlan plan : plans) {
            if (plan.layout() == Layout.SESSION) {
                continue;
            }
            Outcome outcome = plan.traits().outcome();
            boolean running = outcome == Outcome.RUNNING;
            Instant now = running ? plan.startedAt() : plan.endedAt();
            write.taskRun(plan, runningTasks.contains(plan.taskRunId()) ? Outcome.RUNNING : Outcome.SUCCESS, now);
            if (!plan.has(Flaw.NULL_LOOP_ID)) {
                write.loop(plan, outcome, now);
                if (plan.traits().resultFlag()) {
                    write.hasResult(plan, now);
                }
            }
            write.workspaces(plan, outcome, now);
        }
    }
}
