package dev.loopline.contracts.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.RegistryIds;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Feedback;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Note;
import dev.loopline.contracts.event.Performance;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** The passage of one model loop through the pipeline, one event of each type. */
public final class SampleEvents {

    public static final LoopKey KEY = new LoopKey("2025-12-18_10-38-22-336632", 3);

    static final String HOME = "rd-agent-main-3fa92c";
    static final String WORKSPACE_ID = "c0ffee00112233445566778899aabbcc";
    static final String WORKSPACE_PATH =
            "F:/Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace/c0ffee00112233445566778899aabbcc";
    static final String WEIGHT = "mlruns/1/0f1e2d3c4b5a69788796a5b4c3d2e1f0/artifacts/params.pkl";
    static final BundleId BUNDLE = BundleId.of(KEY);

    private static final String SUB_WORKSPACE_ID = "b0bacafe99887766554433221100ffee";
    private static final Instant FINISHED = Instant.parse("2025-12-18T11:02:41.518Z");
    private static final String REQUEST = "018f3c1e-7d2a-7b44-9c1d-5a0e6f7b8c9d";

    private SampleEvents() {}

    /** In the order in which a loop passes through the topics. */
    public static List<LoopEvent> all() {
        return List.of(workspaceRegistered(), loopBackfilled(), bundleCreated(), catalogUpdated(), loopImported());
    }

    public static WorkspaceRegistered workspaceRegistered() {
        return new WorkspaceRegistered(
                loop(),
                workspaces(),
                WORKSPACE_ID,
                2,
                digest("inputs of revision 2").hex(),
                true,
                REQUEST,
                Instant.parse("2025-12-18T11:02:43.807Z"),
                true);
    }

    public static LoopBackfilled loopBackfilled() {
        return new LoopBackfilled(
                loop(),
                workspaces(),
                WORKSPACE_ID,
                2,
                true,
                metadata(),
                configuration(),
                performance(),
                feedback(),
                files(),
                artifacts(),
                new CodeSync(
                        new CodeSync.Library(CodeSync.State.SKIPPED, "RD_FACTORS_LIB_ROOT is not set", 0),
                        new CodeSync.Library(CodeSync.State.WRITTEN, "the configuration is new", 1)),
                List.of(new Note("VALUE_NOT_FINITE", "qlib_res.csv: 1day.pa", "NaN was taken as missing.")),
                REQUEST,
                Instant.parse("2025-12-18T11:02:44.021Z"));
    }

    public static BundleCreated bundleCreated() {
        return new BundleCreated(bundle(), loopBackfilled());
    }

    public static CatalogUpdated catalogUpdated() {
        return new CatalogUpdated(
                2,
                loop(),
                workspaces(),
                WORKSPACE_ID,
                bundle(),
                files(),
                artifacts(),
                SampleCatalog.loop(),
                List.of(SampleCatalog.model()),
                List.of(SampleCatalog.strategy()),
                List.of(SampleCatalog.occurrence()),
                "v1",
                Instant.parse("2025-12-18T11:02:44.021Z"));
    }

    public static LoopImported loopImported() {
        return new LoopImported(
                KEY.taskRunId(),
                KEY.loopId(),
                2,
                417,
                new LoopImported.Rows(4, 1, 2, 1, 3),
                BUNDLE.value(),
                LoopImported.BundleState.AVAILABLE,
                Instant.parse("2025-12-18T11:02:44.390Z"),
                HOME);
    }

    private static Loop loop() {
        return new Loop(
                KEY.taskRunId(),
                KEY.loopId(),
                "QuantRDLoop",
                "model",
                "success",
                "2025-12-18T10:38:22.336632+00:00",
                "2025-12-18T11:02:41.518+00:00",
                "F:\\Dev\\RD-Agent-main\\log\\2025-12-18_10-38-22-336632",
                "log/2025-12-18_10-38-22-336632",
                "/mnt/f/Dev/RD-Agent-main/log/2025-12-18_10-38-22-336632/__session__",
                CompletionEvidence.REGISTRY_STATUS,
                FINISHED,
                HOME);
    }

    private static List<Workspace> workspaces() {
        return List.of(
                workspace(WORKSPACE_ID, Workspace.EXPERIMENT, "running"),
                workspace(SUB_WORKSPACE_ID, Workspace.SUB, "coding"));
    }

    private static Workspace workspace(String id, String role, String step) {
        String folder = "git_ignore_folder/RD-Agent_workspace/" + id;
        return new Workspace(
                id,
                role,
                "model",
                step,
                "finished",
                "F:/Dev/RD-Agent-main/" + folder,
                folder,
                "2025-12-18T10:41:07.120044+00:00",
                "2025-12-18T11:02:41.518+00:00");
    }

    private static Metadata metadata() {
        return new Metadata(
                json("{'task_run_id':'2025-12-18_10-38-22-336632','loop_id':3,'factors':[{'name':'Momentum_20D',"
                        + "'source':'rdagent_generated','expression':'Ref($close, 10) / $close - 1'}]}"),
                json("{'combinations':[{'name':'all','factor_names':['Momentum_20D'],'windows':[{'sharpe':1.23,"
                        + "'annual_return':0.15,'max_drawdown':-0.0875}]}]}"),
                json("{'decision':true,'hypothesis':'A GRU over 20 days captures momentum.'}"),
                json("{'model_type':'GRU','model_artifacts':{'model_files':['" + WEIGHT + "'],'mlruns':'mlruns'}}"),
                json("{'strategy_id':'strategy_2025-12-18_10-38-22-336632_3','portfolio_config':{'topk':50}}"));
    }

    private static Configuration configuration() {
        return new Configuration(
                List.of("conf_baseline.yaml", "conf_sota_factors_model.yaml"),
                "conf_sota_factors_model.yaml",
                modelConfig(),
                datasetConfig(),
                json("{'start_time':'2008-01-01','end_time':'2022-08-01','instruments':'csi300'}"),
                strategyConfig(),
                json("{'start_time':'2017-01-01','end_time':'2020-08-01','account':100000000,'benchmark':'SH000300'}"),
                List.of("RESI5", "WVMA5", "RSQR5"),
                json("'csi300'"));
    }

    private static Performance performance() {
        return new Performance(0.15, -0.0875, 1.23, 0.0431, 0.3312, 0.534, metrics());
    }

    private static Feedback feedback() {
        return new Feedback(
                true,
                "A GRU over 20 days captures momentum.",
                "IC rose from 0.031 to 0.043.",
                "The hypothesis is supported by the information ratio.",
                "Better than the best result so far.",
                List.of("The hidden size is not tuned."),
                List.of("CSI300 only."));
    }

    private static List<LoopFile> files() {
        return List.of(
                file("conf_sota_factors_model.yaml", 2_318, LoopFile.Kind.CONFIG),
                file("feedback.json", 644, LoopFile.Kind.METADATA),
                file(WEIGHT, 1_482_114, LoopFile.Kind.WEIGHT),
                file("qlib_res.csv", 912, LoopFile.Kind.METRICS),
                new LoopFile(
                        null,
                        "log/2025-12-18_10-38-22-336632/common_logs.log",
                        48_211,
                        digest("common_logs.log"),
                        FINISHED,
                        LoopFile.Kind.LOG));
    }

    private static LoopFile file(String path, long size, LoopFile.Kind kind) {
        return new LoopFile(WORKSPACE_ID, path, size, digest(path), FINISHED, kind);
    }

    private static List<Artifact> artifacts() {
        String id = RegistryIds.artifactId(KEY.taskRunId(), WORKSPACE_ID, "report", "qlib_report");
        return List.of(new Artifact(
                id,
                WORKSPACE_ID,
                "report",
                "qlib_report",
                "v1",
                Artifact.PRESENT,
                true,
                "qlib_res.csv",
                json("{'files':['qlib_res.csv']}"),
                "GRU",
                modelConfig(),
                datasetConfig(),
                json("{'features':['RESI5','WVMA5','RSQR5']}"),
                List.of(new Artifact.FileRef(
                        RegistryIds.fileId(id, WORKSPACE_ID, "report", "qlib_res.csv"), "qlib_res.csv", "report"))));
    }

    private static Bundle bundle() {
        return new Bundle(
                BUNDLE.value(),
                BUNDLE.fileName(),
                "production_bundles/" + BUNDLE.fileName(),
                1_390_552,
                digest("archive"),
                manifest());
    }

    private static BundleManifest manifest() {
        return new BundleManifest(
                1,
                BUNDLE.value(),
                KEY.taskRunId(),
                KEY.loopId(),
                FINISHED,
                WORKSPACE_ID,
                WORKSPACE_PATH,
                "F:\\Dev\\RD-Agent-main\\log\\2025-12-18_10-38-22-336632",
                "",
                new BundleManifest.PrimaryAssets("factor_001.py", WEIGHT, "conf_sota_factors_model.yaml"),
                List.of(
                        new BundleManifest.Member("conf_sota_factors_model.yaml", 2_318, digest("a")),
                        new BundleManifest.Member("qlib_res.csv", 912, digest("b")),
                        new BundleManifest.Member("model.py", 2_048, digest("c")).takenOver("model.py")),
                List.of(new BundleManifest.Skipped("data/link.h5", "LINK_NOT_FOLLOWED")));
    }

    static JsonNode modelConfig() {
        return json("{'class':'GeneralPTNN','module_path':'qlib.contrib.model.pytorch_general_nn',"
                + "'kwargs':{'n_epochs':100,'lr':0.0002,'metric':'loss','pt_model_uri':'model.model_cls'}}");
    }

    static JsonNode datasetConfig() {
        return json("{'class':'TSDatasetH','module_path':'qlib.data.dataset','kwargs':{'step_len':20,"
                + "'segments':{'train':['2008-01-01','2014-12-31'],'test':['2017-01-01','2020-08-01']}}}");
    }

    static JsonNode strategyConfig() {
        return json("{'class':'TopkDropoutStrategy','module_path':'qlib.contrib.strategy',"
                + "'kwargs':{'signal':'<PRED>','topk':50,'n_drop':5}}");
    }

    static JsonNode metrics() {
        return json("{'IC':0.0431,'ICIR':0.3312,'1day.excess_return_without_cost.annualized_return':0.15,"
                + "'1day.excess_return_without_cost.information_ratio':1.23,"
                + "'1day.excess_return_without_cost.max_drawdown':-0.0875}");
    }

    /** JSON with apostrophes for quotation marks. */
    static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
