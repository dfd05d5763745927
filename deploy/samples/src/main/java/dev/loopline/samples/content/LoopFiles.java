package dev.loopline.samples.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Factor;
import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.plan.Role;
import dev.loopline.samples.plan.Traits;
import dev.loopline.samples.plan.WorkspacePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * All files of one loop, in the order in which RD-Agent writes them. A failed loop has its templates and code only; a running
 * loop has, once written up to some {@link Stage}, the files up to that stage.
 */
public final class LoopFiles {

    private static final int PARQUET_ROWS = 64;
    private static final int REPORT_BYTES = 4_096;

    private final LoopPlan plan;
    private final RecordedRoot root;
    private final List<SampleFile> files = new ArrayList<>();

    private LoopFiles(LoopPlan plan, RecordedRoot root) {
        this.plan = plan;
        this.root = root;
    }

    /** The files of a loop; none if its workspace is to be missing. */
    public static List<SampleFile> of(LoopPlan plan, RecordedRoot root) {
        if (plan.has(Flaw.MISSING_WORKSPACE)) {
            return List.of();
        }
        LoopFiles loop = new LoopFiles(plan, root);
        loop.addTemplates();
        loop.addCode();
        if (plan.succeeds()) {
            loop.addResults();
        }
        loop.addMetadata();
        if (plan.sessionLog()) {
            loop.files.addAll(SessionFiles.of(plan, root));
        }
        loop.files.sort(Comparator.comparing(SampleFile::stage));
        return List.copyOf(loop.files);
    }

    private void addTemplates() {
        Templates.of(plan).forEach((name, text) -> {
            boolean broken = plan.has(Flaw.YAML_WITH_TABS) && name.equals("conf_baseline.yaml");
            add(Stage.TEMPLATES, name, () -> (broken ? text.replace("    ", "\t") : text).getBytes(UTF_8));
        });
        if (plan.traits().metaFile()) {
            for (WorkspacePlan workspace : plan.workspaces()) {
                addTo(
                        workspace,
                        Stage.TEMPLATES,
                        "workspace_meta.json",
                        () -> OlderMetadata.workspaceMeta(plan, workspace, root));
            }
        }
    }

    private void addCode() {
        if (plan.action() == Action.MODEL) {
            plan.workspaces().forEach(workspace -> addText(workspace, "model.py", Templates.modelSource(plan)));
        } else if (plan.layout() == Layout.SEEDS) {
            for (Factor factor : plan.factors()) {
                addText(plan.experiment(), "factor_" + factor.name() + ".py", FactorSource.of(factor));
            }
        } else {
            plan.workspaces().stream()
                    .filter(workspace -> workspace.role() == Role.SUB)
                    .forEach(this::addFactorCode);
        }
    }

    private void addFactorCode(WorkspacePlan workspace) {
        addText(workspace, "factor.py", FactorSource.of(plan.factors().get(workspace.codeIndex())));
        String purpose = "result.h5/" + workspace.codeIndex();
        addTo(
                workspace,
                Stage.TEMPLATES,
                "result.h5",
                () -> OpaqueBytes.of("a factor's values", REPORT_BYTES, plan.random(purpose)));
    }

    private void addResults() {
        if (!plan.factors().isEmpty()) {
            add(Stage.FEATURES, "combined_factors_df.parquet", this::factorTable);
        }
        if (plan.layout() != Layout.SEEDS || !plan.traits().weightsInRoot()) {
            files.addAll(MlflowRuns.of(plan, root));
        }
        if (plan.layout() == Layout.SEEDS && plan.traits().weightsInRoot()) {
            add(
                    Stage.TRAINING,
                    "model.pkl",
                    () -> OpaqueBytes.of("a trained model", plan.modelBytes(), plan.random("weights")));
        }
        add(Stage.METRICS, "qlib_res.csv", () -> ResultFiles.metrics(plan));
        add(Stage.REPORT, "ret.pkl", () -> OpaqueBytes.of("the daily report", REPORT_BYTES, plan.random("ret.pkl")));
        add(Stage.REPORT_SCHEMA, "ret_schema.json", () -> ResultFiles.reportSchema(plan));
        add(Stage.SIGNALS, "signals.json", () -> ResultFiles.signals(plan));
    }

    private void addMetadata() {
        Traits traits = plan.traits();
        if (traits.olderMetadata()) {
            if (!plan.factors().isEmpty()) {
                add(Stage.OLDER_METADATA, "factor_meta.json", () -> OlderMetadata.factorMeta(plan));
            }
            add(Stage.OLDER_METADATA, "factor_perf.json", () -> OlderMetadata.factorPerf(plan));
            if (plan.action() == Action.MODEL) {
                add(Stage.OLDER_METADATA, "model_meta.json", () -> OlderMetadata.modelMeta(plan));
            }
        }
        if (traits.feedbackFile()) {
            add(Stage.FEEDBACK, "feedback.json", () -> OlderMetadata.feedback(plan));
        }
    }

    /** Column names as pandas leaves them: the text of a tuple. */
    private byte[] factorTable() {
        List<String> columns = plan.factors().stream()
                .map(factor -> "('feature', '" + factor.name() + "')")
                .toList();
        return ParquetTable.of(columns, PARQUET_ROWS, plan.random("combined_factors_df.parquet"));
    }

    private void addText(WorkspacePlan workspace, String name, String text) {
        addTo(workspace, Stage.TEMPLATES, name, () -> text.getBytes(UTF_8));
    }

    private void add(Stage stage, String name, Supplier<byte[]> content) {
        addTo(plan.experiment(), stage, name, content);
    }

    private void addTo(WorkspacePlan workspace, Stage stage, String name, Supplier<byte[]> content) {
        files.add(new SampleFile(stage, workspace.folder() + "/" + name, content));
    }
}
