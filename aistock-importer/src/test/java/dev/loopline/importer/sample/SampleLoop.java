package dev.loopline.importer.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the event of a loop; what a test does not set is plausible. */
public final class SampleLoop {

    private final LoopKey key;
    private long revision = 1;
    private @Nullable Double sharpe = 1.23;
    private @Nullable Double ic = 0.042;
    private boolean model = true;
    private boolean strategy = true;
    private String hypothesis = "动量";
    private JsonNode metrics = json("{\"IC\": 0.041, \"Rank IC\": 0.05}");
    private @Nullable Bundle bundle;
    private String source = "rdagent_generated";
    private Instant finished = Instant.parse("2026-01-07T10:00:00Z");
    private final List<Factor> factors = new ArrayList<>();

    private record Factor(
            String name, String expression, @Nullable Sha256 code) {}

    private SampleLoop(LoopKey key) {
        this.key = key;
    }

    public static SampleLoop of(String taskRunId, int loopId) {
        return new SampleLoop(new LoopKey(taskRunId, loopId));
    }

    public SampleLoop revision(long newRevision) {
        this.revision = newRevision;
        return this;
    }

    /** Of all its factors. */
    public SampleLoop source(String newSource) {
        this.source = newSource;
        return this;
    }

    /** When it finished, and its entries were made. */
    public SampleLoop finishedAt(Instant time) {
        this.finished = time;
        return this;
    }

    public SampleLoop sharpe(@Nullable Double value) {
        this.sharpe = value;
        return this;
    }

    public SampleLoop hypothesis(String text) {
        this.hypothesis = text;
        return this;
    }

    public SampleLoop metrics(String json) {
        this.metrics = json(json);
        return this;
    }

    public SampleLoop withoutModel() {
        this.model = false;
        return this;
    }

    public SampleLoop withoutStrategy() {
        this.strategy = false;
        return this;
    }

    public SampleLoop bundle(Bundle newBundle) {
        this.bundle = newBundle;
        return this;
    }

    /** A factor without code. */
    public SampleLoop factor(String name, String expression) {
        factors.add(new Factor(name, expression, null));
        return this;
    }

    /** A factor whose code is in a file with this content. */
    public SampleLoop coded(String name, String code) {
        factors.add(new Factor(name, "", Sha256.of(code.getBytes(StandardCharsets.UTF_8))));
        return this;
    }

    public LoopKey key() {
        return key;
    }

    public CatalogUpdated build() {
        Bundle made =
                bundle == null ? SampleBundle.of(key, "revision " + revision).bundle() : bundle;
        String workspaceId = "ws_" + key.loopId();
        String logDir = "F:/Dev/RD-Agent-main/log/" + key.taskRunId();
        String path = logDir + "/workspace_" + workspaceId;
        return new CatalogUpdated(
                revision,
                new Loop(
                        key.taskRunId(),
                        key.loopId(),
                        "QuantRDLoop",
                        "factor",
                        "success",
                        "2026-01-07T09:00:00+00:00",
                        "2026-01-07T10:00:00+00:00",
                        logDir,
                        "log/" + key.taskRunId(),
                        null,
                        CompletionEvidence.REGISTRY_STATUS,
                        finished,
                        null),
                List.of(new Workspace(
                        workspaceId,
                        Workspace.EXPERIMENT,
                        "factor",
                        "running",
                        "finished",
                        path,
                        "log/" + key.taskRunId() + "/workspace_" + workspaceId,
                        "2026-01-07T09:00:00+00:00",
                        "2026-01-07T10:00:00+00:00")),
                workspaceId,
                made,
                List.of(new LoopFile(
                        workspaceId, "factor_meta.json", 14, Sha256.of(new byte[0]), finished, LoopFile.Kind.METADATA)),
                List.of(new Artifact(
                        "artifact_" + key.taskRunId() + "_" + key.loopId(),
                        workspaceId,
                        "factor_meta",
                        "factor_meta",
                        "v1",
                        Artifact.PRESENT,
                        true,
                        "factor_meta.json",
                        json("{}"),
                        null,
                        null,
                        null,
                        null,
                        List.of(new Artifact.FileRef(
                                "file_" + key.taskRunId() + "_" + key.loopId(), "factor_meta.json", "factor_meta")))),
                loopEntry(made, workspaceId, path, logDir),
                model ? List.of(modelEntry(made, workspaceId, path, logDir)) : List.of(),
                strategy ? List.of(strategyEntry(made, workspaceId, path)) : List.of(),
                factors.stream()
                        .map(one -> occurrence(one, made, workspaceId, path))
                        .toList(),
                "v1",
                finished);
    }

    /** The information coefficient of its factors; null where it is not known. */
    public SampleLoop factorIc(@Nullable Double value) {
        this.ic = value;
        return this;
    }

    public static String fingerprint(String name, String expression) {
        return FactorFingerprint.of(name, expression, null);
    }

    private FactorOccurrence occurrence(Factor factor, Bundle made, String workspaceId, String path) {
        return new FactorOccurrence(
                factor.name(),
                FactorNames.normalise(factor.name()),
                fingerprint(factor.name(), factor.expression()),
                source,
                "cn",
                "价格强度",
                factor.expression(),
                factor.expression(),
                factor.code(),
                "2026-01-07T09:30:00.123456+00:00",
                key.toString(),
                List.of("momentum"),
                json("{\"window\": 10}"),
                "1d",
                "close",
                "dataservice_default",
                json("{\"required_fields\": [\"close\"], \"lookback_days\": 10}"),
                json("{\"type\": \"function\"}"),
                "rd_factors_lib.generated",
                "factor_" + factor.name(),
                "v1",
                sharpe,
                0.15,
                -0.1,
                ic,
                ic == null ? null : 0.31,
                ic == null ? null : 0.05,
                ic == null ? null : 0.36,
                key.taskRunId(),
                key.loopId(),
                workspaceId,
                path,
                made.bundleId());
    }

    private LoopEntry loopEntry(Bundle made, String workspaceId, String path, String logDir) {
        return new LoopEntry(
                key.taskRunId(),
                key.loopId(),
                workspaceId,
                path,
                Workspace.EXPERIMENT,
                "QuantRDLoop",
                "running",
                "factor",
                "success",
                true,
                logDir,
                "done",
                null,
                "2026-01-07T10:00:01+00:00",
                made.bundleId(),
                true,
                "pending",
                strategy ? strategyId() : null,
                factors.stream().map(Factor::name).toList(),
                0.15,
                -0.1,
                sharpe,
                null,
                null,
                null,
                metrics,
                false,
                hypothesis,
                new LoopEntry.SummaryTexts("ran", "good", "fine", List.of("critic"), List.of()),
                new LoopEntry.Paths(
                        "factor_meta.json", null, null, null, null, null, null, "mlruns", List.of("model.pkl")),
                List.of(),
                null);
    }

    private ModelEntry modelEntry(Bundle made, String workspaceId, String path, String logDir) {
        return new ModelEntry(
                key.taskRunId() + "_" + key.loopId() + "_" + workspaceId,
                key.taskRunId(),
                key.loopId(),
                workspaceId,
                path,
                made.bundleId(),
                logDir,
                "LGBModel",
                json("{\"class\": \"LGBModel\"}"),
                json("{\"class\": \"DatasetH\"}"),
                json("{\"normalize\": \"zscore\"}"),
                null,
                null,
                new ModelEntry.ModelArtifacts(List.of("model.pkl"), "mlruns"),
                "1a560620d6ac5f3cac8e6323fca41d75");
    }

    private StrategyEntry strategyEntry(Bundle made, String workspaceId, String path) {
        return new StrategyEntry(
                strategyId(),
                "f".repeat(64),
                "QuantRDLoop",
                "running",
                "factor",
                key.taskRunId(),
                key.loopId(),
                workspaceId,
                path,
                made.bundleId(),
                new StrategyEntry.WorkspaceExample(key.taskRunId(), key.loopId(), workspaceId, path),
                List.of("conf.yaml"),
                null,
                null,
                null,
                json("{\"signal_config\": {\"top_k\": 50}}"),
                null,
                null,
                List.of("RESI5"),
                "csi300",
                json("\"csi300\""),
                "1d",
                new StrategyEntry.PythonImplementation(
                        "rd_strategies_lib.generated", "get_" + strategyId() + "_config"),
                "84c3553254c558329b9f4f4d468ba45a");
    }

    private String strategyId() {
        return "strategy_" + key.taskRunId() + "_" + key.loopId();
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
