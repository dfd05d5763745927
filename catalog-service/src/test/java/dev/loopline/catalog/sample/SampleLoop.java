package dev.loopline.catalog.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.CodeSync;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Configuration;
import dev.loopline.contracts.event.Feedback;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Note;
import dev.loopline.contracts.event.Performance;
import dev.loopline.contracts.event.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the event of a loop; what a test does not set is plausible. */
public final class SampleLoop {

    public static final String WORKSPACE = "ws_12345";
    public static final String WEIGHT = "mlruns/1/0f1e/artifacts/params.pkl";
    private static final Instant BASE = Instant.parse("2026-01-14T02:11:09.200511Z");

    private final LoopKey key;
    private long revision = 1;
    private boolean hasResult = true;
    private @Nullable Double sharpe = 1.23;
    private @Nullable Double annualReturn = 0.15;
    private final Map<String, String> factors = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>(
            List.of("conf.yaml", "factor_meta.json", "factor_perf.json", "factor.py", WEIGHT, "model_meta.json"));
    private @Nullable JsonNode factorMeta;
    private @Nullable JsonNode factorPerf;
    private @Nullable JsonNode modelMeta = json("{'model_type':'LGBModel','preprocess_config':{'normalize':'zscore'}}");
    private @Nullable JsonNode strategyMeta =
            json("{'portfolio_config':{'signal_config':{'top_k':50}},'python_implementation':"
                    + "{'module':'rd_strategies_lib.generated','func':'get_strategy_x_config'}}");
    private @Nullable JsonNode modelConfig = json("{'class':'LGBModel','kwargs':{'learning_rate':0.05}}");
    private final List<Note> notes = new ArrayList<>();
    private @Nullable String home;
    private String hypothesis = "动量";

    private SampleLoop(LoopKey key) {
        this.key = key;
    }

    public static SampleLoop of(String taskRunId, int loopId) {
        return new SampleLoop(new LoopKey(taskRunId, loopId));
    }

    public SampleLoop revision(long value) {
        this.revision = value;
        return this;
    }

    public SampleLoop home(String value) {
        this.home = value;
        return this;
    }

    public SampleLoop withoutResult() {
        this.hasResult = false;
        return this;
    }

    public SampleLoop sharpe(@Nullable Double value) {
        this.sharpe = value;
        return this;
    }

    public SampleLoop annualReturn(@Nullable Double value) {
        this.annualReturn = value;
        return this;
    }

    /** Adds a factor; the expression is its identity. */
    public SampleLoop factor(String name, String expression) {
        factors.put(name, expression);
        return this;
    }

    public SampleLoop factorMeta(String json) {
        this.factorMeta = json(json);
        return this;
    }

    public SampleLoop factorPerf(String json) {
        this.factorPerf = json(json);
        return this;
    }

    public SampleLoop modelMeta(@Nullable String json) {
        this.modelMeta = json == null ? null : json(json);
        return this;
    }

    public SampleLoop modelConfig(@Nullable String json) {
        this.modelConfig = json == null ? null : json(json);
        return this;
    }

    public SampleLoop strategyMeta(@Nullable String json) {
        this.strategyMeta = json == null ? null : json(json);
        return this;
    }

    public SampleLoop hypothesis(String text) {
        this.hypothesis = text;
        return this;
    }

    public SampleLoop note(String code, String subject) {
        notes.add(new Note(code, subject, "a test says so"));
        return this;
    }

    public SampleLoop files(String... paths) {
        files.clear();
        files.addAll(List.of(paths));
        return this;
    }

    public LoopKey key() {
        return key;
    }

    public BundleCreated event() {
        Instant time = BASE.plusSeconds(Math.floorMod(key.toString().hashCode(), 100_000) + revision);
        BundleId id = BundleId.of(key);
        String path = "F:/Dev/RD-Agent-main/log/" + key.taskRunId() + "/workspace_" + WORKSPACE;
        Bundle bundle = new Bundle(
                id.value(),
                id.fileName(),
                "production_bundles/" + id.fileName(),
                4711,
                digest(id.value()),
                manifest(time));
        LoopBackfilled backfilled = new LoopBackfilled(
                new Loop(
                        key.taskRunId(),
                        key.loopId(),
                        "QuantRDLoop",
                        "factor",
                        "success",
                        null,
                        null,
                        null,
                        null,
                        "F:/Dev/RD-Agent-main/log/" + key.taskRunId(),
                        CompletionEvidence.REGISTRY_STATUS,
                        time,
                        home),
                List.of(new Workspace(
                        WORKSPACE,
                        Workspace.EXPERIMENT,
                        "factor",
                        "running",
                        "finished",
                        path,
                        "log/" + key.taskRunId() + "/workspace_" + WORKSPACE,
                        null,
                        null)),
                WORKSPACE,
                revision,
                hasResult,
                new Metadata(meta(), perf(), json("{'decision':false}"), modelMeta, strategyMeta),
                new Configuration(
                        List.of("conf.yaml"),
                        "conf.yaml",
                        modelConfig,
                        json("{'class':'DatasetH'}"),
                        json("{'instruments':'csi300'}"),
                        json("{'class':'TopkDropoutStrategy'}"),
                        json("{'account':100000000}"),
                        List.of("RESI5"),
                        json("'csi300'")),
                new Performance(annualReturn, -0.09, sharpe, 0.04, 0.3, 0.5, json("{'IC':0.04}")),
                new Feedback(false, hypothesis, "", "", "", List.of(), List.of()),
                files.stream().map(file -> file(file, time)).toList(),
                List.of(),
                new CodeSync(
                        new CodeSync.Library(CodeSync.State.SKIPPED, "not set", 0),
                        new CodeSync.Library(CodeSync.State.SKIPPED, "not set", 0)),
                notes,
                null,
                time);
        return new BundleCreated(bundle, backfilled);
    }

    private JsonNode meta() {
        if (factorMeta != null) {
            return factorMeta;
        }
        ObjectNode meta = Json.mapper().createObjectNode();
        ArrayNode list = meta.putArray("factors");
        factors.forEach((name, expression) ->
                list.addObject().put("name", name).put("expression", expression).put("formula_hint", expression));
        return meta;
    }

    private JsonNode perf() {
        if (factorPerf != null) {
            return factorPerf;
        }
        ObjectNode perf = Json.mapper().createObjectNode();
        ObjectNode combination = perf.putArray("combinations").addObject();
        ArrayNode names = combination.putArray("factor_names");
        factors.keySet().forEach(names::add);
        combination
                .putArray("windows")
                .addObject()
                .put("sharpe", sharpe)
                .put("annual_return", annualReturn)
                .put("max_drawdown", -0.09);
        return perf;
    }

    private BundleManifest manifest(Instant time) {
        return new BundleManifest(
                1,
                BundleId.of(key).value(),
                key.taskRunId(),
                key.loopId(),
                time,
                WORKSPACE,
                "",
                "",
                "",
                new BundleManifest.PrimaryAssets("", "", ""),
                List.of(),
                List.of());
    }

    private static LoopFile file(String path, Instant time) {
        LoopFile.Kind kind = path.endsWith(".pkl")
                ? LoopFile.Kind.WEIGHT
                : path.endsWith(".py") ? LoopFile.Kind.CODE : LoopFile.Kind.OTHER;
        return new LoopFile(WORKSPACE, path, 12, digest(path), time, kind);
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** JSON with apostrophes for quotation marks. */
    public static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
