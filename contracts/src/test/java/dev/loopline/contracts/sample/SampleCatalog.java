package dev.loopline.contracts.sample;

import static dev.loopline.contracts.sample.SampleEvents.BUNDLE;
import static dev.loopline.contracts.sample.SampleEvents.KEY;
import static dev.loopline.contracts.sample.SampleEvents.WEIGHT;
import static dev.loopline.contracts.sample.SampleEvents.WORKSPACE_ID;
import static dev.loopline.contracts.sample.SampleEvents.WORKSPACE_PATH;
import static dev.loopline.contracts.sample.SampleEvents.json;

import dev.loopline.contracts.CatalogIds;
import dev.loopline.contracts.FactorFingerprint;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import java.util.List;

/** The catalog entries of the loop of {@link SampleEvents}. */
final class SampleCatalog {

    private static final String RAW_NAME = "feature_Momentum_20D";
    private static final String NAME = FactorNames.normalise(RAW_NAME);
    private static final String EXPRESSION = "Ref($close, 10) / $close - 1";
    private static final String FINGERPRINT = FactorFingerprint.of(RAW_NAME, EXPRESSION, null);
    private static final String STRATEGY_ID = CatalogIds.strategyId(KEY);
    private static final String LOG_DIR = "F:\\Dev\\RD-Agent-main\\log\\2025-12-18_10-38-22-336632";

    private SampleCatalog() {}

    static LoopEntry loop() {
        return new LoopEntry(
                KEY.taskRunId(),
                KEY.loopId(),
                WORKSPACE_ID,
                WORKSPACE_PATH,
                "experiment_workspace",
                "QuantRDLoop",
                "running",
                "model",
                "success",
                true,
                LOG_DIR,
                "done",
                "a first attempt found the registry locked",
                "2025-12-18T11:02:44.021Z",
                BUNDLE.value(),
                true,
                "pending",
                STRATEGY_ID,
                List.of(RAW_NAME),
                0.15,
                -0.0875,
                1.23,
                0.0431,
                0.3312,
                0.534,
                SampleEvents.metrics(),
                true,
                "A GRU over 20 days captures momentum.",
                new LoopEntry.SummaryTexts(
                        "IC rose from 0.031 to 0.043.",
                        "The hypothesis is supported by the information ratio.",
                        "Better than the best result so far.",
                        List.of("The hidden size is not tuned."),
                        List.of("CSI300 only.")),
                new LoopEntry.Paths(
                        "factor_meta.json",
                        "factor_perf.json",
                        "feedback.json",
                        "model_meta.json",
                        "strategy_meta.json",
                        "ret_curve.png",
                        "dd_curve.png",
                        "mlruns",
                        List.of(WEIGHT)),
                List.of("FACTOR_CODE_MISSING"),
                SampleEvents.HOME);
    }

    static ModelEntry model() {
        return new ModelEntry(
                CatalogIds.modelId(KEY, WORKSPACE_ID),
                KEY.taskRunId(),
                KEY.loopId(),
                WORKSPACE_ID,
                WORKSPACE_PATH,
                BUNDLE.value(),
                LOG_DIR,
                "GRU",
                SampleEvents.modelConfig(),
                SampleEvents.datasetConfig(),
                json("{'infer_processors':[{'class':'RobustZScoreNorm','kwargs':{'clip_outlier':true}}]}"),
                json("{'features':['RESI5','WVMA5','RSQR5']}"),
                json("['RESI5','WVMA5','RSQR5']"),
                new ModelEntry.ModelArtifacts(List.of(WEIGHT), "mlruns"),
                "219726ef1ebf5840b1086eeafd80c2b3");
    }

    static StrategyEntry strategy() {
        return new StrategyEntry(
                STRATEGY_ID,
                "3f1c0d6e9a7b5c2d4e8f00112233445566778899aabbccddeeff001122334455",
                "QuantRDLoop",
                "running",
                "model",
                KEY.taskRunId(),
                KEY.loopId(),
                WORKSPACE_ID,
                WORKSPACE_PATH,
                BUNDLE.value(),
                new StrategyEntry.WorkspaceExample(KEY.taskRunId(), KEY.loopId(), WORKSPACE_ID, WORKSPACE_PATH),
                List.of("conf_baseline.yaml", "conf_sota_factors_model.yaml"),
                json("{'start_time':'2008-01-01','end_time':'2022-08-01','instruments':'csi300'}"),
                SampleEvents.datasetConfig(),
                SampleEvents.modelConfig(),
                json("{'signal':{'value':'<PRED>','origin':'derived'},'rebalance':{'value':'1d','origin':'default'}}"),
                SampleEvents.strategyConfig(),
                json("{'account':100000000,'benchmark':'SH000300'}"),
                List.of("RESI5", "WVMA5", "RSQR5"),
                "csi300",
                json("'csi300'"),
                "1d",
                new StrategyEntry.PythonImplementation("rd_strategies_lib.generated", "get_" + STRATEGY_ID + "_config"),
                "b3b63d57f2475c0a90a986251ce10983");
    }

    static FactorOccurrence occurrence() {
        return new FactorOccurrence(
                RAW_NAME,
                NAME,
                FINGERPRINT,
                "rdagent_generated",
                "cn",
                "二十日动量因子",
                EXPRESSION,
                EXPRESSION,
                SampleEvents.digest("factor_Momentum_20D.py"),
                "2025-12-18T11:02:44.021Z",
                KEY.toString(),
                List.of("momentum"),
                json("{'close':'closing price'}"),
                "1d",
                "close",
                "dataservice_default",
                json("{'required_fields':['close'],'optional_fields':[],'lookback_days':10}"),
                json("{'type':'function','standard_wrapper':'factor_feature_Momentum_20D'}"),
                "rd_factors_lib.generated",
                "factor_feature_Momentum_20D",
                "v1",
                1.23,
                0.15,
                -0.0875,
                0.0431,
                0.3312,
                0.0502,
                0.3801,
                KEY.taskRunId(),
                KEY.loopId(),
                WORKSPACE_ID,
                WORKSPACE_PATH,
                BUNDLE.value());
    }
}
