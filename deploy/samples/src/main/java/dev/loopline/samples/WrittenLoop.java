package dev.loopline.samples;

import dev.loopline.samples.content.SampleFile;
import dev.loopline.samples.content.Stage;
import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Factor;
import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.plan.RecordedRoot;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A loop on disk: what a reader of the home should find.
 *
 * @param layout where its folders lie
 * @param taskRunId its task run
 * @param loopId its number in the task run
 * @param action factor or model
 * @param outcome how far it has come
 * @param accepted the decision in its {@code feedback.json}, if it has that file
 * @param registryFlag whether its registry row says {@code has_result = 1}
 * @param factors the factors it evolved or, for a model loop, was trained on; expressions are on disk only if
 *     {@code metadataFiles} names {@code factor_meta.json}
 * @param sharpe the Sharpe ratio without cost in its {@code qlib_res.csv}; of no meaning without result
 * @param workspaces the experiment workspace first
 * @param metadataFiles the metadata files in the experiment workspace, {@code feedback.json} included
 * @param flaws what is wrong with it on purpose
 */
public record WrittenLoop(
        Layout layout,
        String taskRunId,
        int loopId,
        Action action,
        Outcome outcome,
        boolean accepted,
        boolean registryFlag,
        List<Factor> factors,
        double sharpe,
        List<WrittenWorkspace> workspaces,
        List<String> metadataFiles,
        Set<Flaw> flaws) {

    static WrittenLoop of(LoopPlan plan, List<SampleFile> files, RdAgentHome home, RecordedRoot root) {
        return new WrittenLoop(
                plan.layout(),
                plan.taskRunId(),
                plan.loopId(),
                plan.action(),
                plan.traits().outcome(),
                plan.traits().accepted(),
                plan.traits().resultFlag(),
                plan.factors(),
                plan.backtest().sharpe(),
                plan.workspaces().stream()
                        .map(w -> new WrittenWorkspace(
                                w.workspaceId(), home.resolve(w.folder()), root.spell(w.folder()), w.role()))
                        .toList(),
                files.stream()
                        .filter(f -> f.stage() == Stage.OLDER_METADATA || f.stage() == Stage.FEEDBACK)
                        .map(f -> f.path().substring(f.path().lastIndexOf('/') + 1))
                        .toList(),
                plan.traits().flaws());
    }

    /** {@code <task run>/<loop>}. */
    public String key() {
        return taskRunId + "/" + loopId;
    }

    /** Whether RD-Agent is done with it, with or without result. */
    public boolean finished() {
        return outcome == Outcome.SUCCESS || outcome == Outcome.FAILED;
    }

    /** Whether the files of a backtest are on disk and show that they belong to this loop. */
    public boolean hasResult() {
        return outcome == Outcome.SUCCESS
                && !flaws.contains(Flaw.MISSING_WORKSPACE)
                && !flaws.contains(Flaw.NULL_LOOP_ID);
    }

    /** The decision, if a {@code feedback.json} says it. */
    public Optional<Boolean> decision() {
        return metadataFiles.contains("feedback.json") ? Optional.of(accepted) : Optional.empty();
    }

    /** The workspace that holds templates, backtest and results. */
    public WrittenWorkspace experiment() {
        return workspaces.get(0);
    }

    /** Names of its factors, in the order of the columns of its factor table. */
    public List<String> factorNames() {
        return factors.stream().map(Factor::name).toList();
    }
}
