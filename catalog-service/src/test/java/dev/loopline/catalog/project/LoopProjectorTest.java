package dev.loopline.catalog.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import dev.loopline.contracts.event.CatalogUpdated;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoopProjectorTest {

    private static final String RUN = "20250107_001";

    @Test
    void carriesTheFiveLinksInEveryEntry() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 0).factor("feature_Mom", "Ref($close, 10) / $close - 1");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then: loop 0 is an ordinary loop
        String bundle = "bundle_20250107_001_0";
        String path = "F:/Dev/RD-Agent-main/log/20250107_001/workspace_ws_12345";
        LoopEntry entry = projection.loopEntry();
        ModelEntry model = projection.models().get(0);
        StrategyEntry strategy = projection.strategies().get(0);
        FactorOccurrence factor = projection.occurrences().get(0);
        assertThat(entry)
                .extracting(LoopEntry::taskRunId, LoopEntry::loopId, LoopEntry::workspaceId, LoopEntry::assetBundleId)
                .containsExactly(RUN, 0, "ws_12345", bundle);
        assertThat(entry.workspacePath()).isEqualTo(path);
        assertThat(model)
                .extracting(ModelEntry::modelId, ModelEntry::assetBundleId, ModelEntry::workspacePath)
                .containsExactly("20250107_001_0_ws_12345", bundle, path);
        assertThat(strategy)
                .extracting(StrategyEntry::strategyId, StrategyEntry::assetBundleId, StrategyEntry::workspacePath)
                .containsExactly("strategy_20250107_001_0", bundle, path);
        assertThat(strategy.strategyId()).isEqualTo(entry.strategyId());
        assertThat(factor)
                .extracting(
                        FactorOccurrence::factorName, FactorOccurrence::fingerprint, FactorOccurrence::assetBundleId)
                .containsExactly("Mom", "7432d6360edb2b483fabaf2e946da472", bundle);
        assertThat(factor.performance()).isEqualTo("Sharpe: 1.23, Ann.Ret: 15.00%");
    }

    @Test
    void takesZeroForAFigure() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1).factor("a", "A").sharpe(0.0).annualReturn(0.0);

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.occurrences().get(0).performance()).isEqualTo("Sharpe: 0.00, Ann.Ret: 0.00%");
        assertThat(projection.occurrences().get(0).sharpe()).isZero();
        assertThat(projection.loopEntry().readiness()).isEmpty();
    }

    @Test
    void saysSoWhenThereIsNoBacktest() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .factor("a", "A")
                .factorPerf("{'combinations':[{'factor_names':['a'],'windows':[]},{'windows':[{'sharpe':9}]},"
                        + "{'factor_names':['b'],'windows':[{'sharpe':'high'}]}]}");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.occurrences().get(0).performance()).isEqualTo("无回测记录");
        assertThat(projection.occurrences().get(0).sharpe()).isNull();
        assertThat(projection.loopEntry().factorNames()).containsExactly("a");
    }

    @Test
    void keepsFactorsOfOneFormulaApartByTheirNames() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .factor("zeta", "MA(5)")
                .factor("beta", "ma( 5 )")
                .factor("eta", "MA(10)")
                .factorPerf("{'combinations':[{'factor_names':['zeta'],'windows':[{'sharpe':2}]},"
                        + "{'factor_names':['beta'],'windows':[{'sharpe':-1}]}]}");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.occurrences()).extracting(FactorOccurrence::name).containsExactly("beta", "eta", "zeta");
    }

    @Test
    void namesJustTheFactorsThatItHasInTheOrderOfTheFigures() {
        // Given figures that know fewer, more and otherwise spelled names
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .factor("Mom_5D", "A")
                .factor("Gap_3D", "B")
                .factor("Vol_9D", "C")
                .factorPerf("{'combinations':[{'factor_names':['Lost_1D','feature_vol_9d','Gap_3D',7],"
                        + "'windows':[{'sharpe':2}]}]}");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.loopEntry().factorNames()).containsExactly("Vol_9D", "Gap_3D", "Mom_5D");
        assertThat(projection.occurrences())
                .extracting(FactorOccurrence::name, FactorOccurrence::sharpe)
                .containsExactly(tuple("Gap_3D", 2.0), tuple("Mom_5D", null), tuple("Vol_9D", 2.0));
    }

    @Test
    void takesTheCoefficientsOfTheFactorBeforeThoseOfItsCombination() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .factor("own", "A")
                .factor("shared", "B")
                .factor("unknown", "C")
                .factorPerf("{'factors':[{'name':'own','ic_mean':0.0,'metrics':{'Rank IC':0.02}}],"
                        + "'combinations':[{'factor_names':['own','shared'],'windows':[{'sharpe':2,'metrics':"
                        + "{'IC':0.04,'ICIR':0.3,'Rank IC':0.05,'Rank ICIR':'high'}}]}]}");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.occurrences())
                .extracting(
                        FactorOccurrence::ic,
                        FactorOccurrence::icIr,
                        FactorOccurrence::rankIc,
                        FactorOccurrence::rankIcIr)
                .containsExactly(
                        tuple(0.0, 0.3, 0.02, null), tuple(0.04, 0.3, 0.05, null), tuple(null, null, null, null));
    }

    @Test
    void saysWhichMetadataFilesOfAnotherWriterStandInTheWorkspace() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .factor("a", "A")
                .note("METADATA_KEPT", SampleLoop.WORKSPACE + "/factor_perf.json")
                .note("METADATA_NOT_WRITTEN", SampleLoop.WORKSPACE + "/model_meta.json")
                .note("METADATA_NOT_WRITTEN", "another/feedback.json")
                .note("METADATA_BROKEN", SampleLoop.WORKSPACE + "/feedback.json");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.loopEntry().readiness())
                .containsExactly("FACTOR_PERF_NOT_WRITTEN", "MODEL_META_NOT_WRITTEN");
    }

    @Test
    void knowsTheDigestOfTheFileThatHoldsTheCode() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .factorMeta("{'factors':[{'name':'a','source_file':{'workspace_id':'" + SampleLoop.WORKSPACE
                        + "','path':'factor.py'}},{'name':'b','expression':'B'}]}");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.occurrences().get(0).codeDigest())
                .isEqualTo(Sha256.of("factor.py".getBytes(StandardCharsets.UTF_8)));
        assertThat(projection.occurrences().get(0).variant()).hasSize(64);
        assertThat(projection.occurrences().get(1).codeDigest()).isNull();
        assertThat(projection.occurrences().get(1).variant())
                .isEqualTo(projection.occurrences().get(1).fingerprint());
    }

    @Test
    void namesWhatIsMissingInsteadOfLeavingTheLoopOut() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .files("qlib_res.csv")
                .factorMeta("{'factors':[{'expression':'x'}]}")
                .factorPerf("{}")
                .sharpe(null)
                .annualReturn(null)
                .modelMeta(null)
                .modelConfig(null)
                .strategyMeta(null);

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.loopEntry().readiness())
                .containsExactly(
                        "MODEL_WEIGHT_MISSING",
                        "CODE_MISSING",
                        "FACTOR_NAMES_MISSING",
                        "FACTOR_WITHOUT_NAME",
                        "MODEL_META_MISSING",
                        "STRATEGY_META_MISSING",
                        "METRICS_MISSING");
        assertThat(projection.loopEntry().strategyId()).isNull();
        assertThat(projection.models()).isEmpty();
        assertThat(projection.strategies()).isEmpty();
        assertThat(projection.occurrences()).isEmpty();
        assertThat(projection.loopEntry().paths().factorMeta()).isNull();
    }

    @Test
    void namesOnlyFilesThatExist() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1).files("feedback.json", "ret_curve.png", SampleLoop.WEIGHT);

        // When
        LoopEntry.Paths paths = LoopProjector.project(loop.event()).loopEntry().paths();

        // Then
        assertThat(paths.feedback()).isEqualTo("feedback.json");
        assertThat(paths.retCurve()).isEqualTo("ret_curve.png");
        assertThat(paths.ddCurve()).isNull();
        assertThat(paths.factorPerf()).isNull();
        assertThat(paths.mlruns()).isEqualTo("mlruns");
        assertThat(paths.modelFiles()).containsExactly(SampleLoop.WEIGHT);
    }

    @Test
    void marksAPreprocessingThatNobodyRecorded() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .modelMeta("{'model_type':'GRU','model_conf':{'class':'GeneralPTNN'},"
                        + "'feature_schema':[['$close','$open'],['c','o']]}");

        // When
        ModelEntry model = LoopProjector.project(loop.event()).models().get(0);

        // Then
        assertThat(model.modelType()).isEqualTo("GRU");
        assertThat(model.modelConfig()).isEqualTo(SampleLoop.json("{'class':'GeneralPTNN'}"));
        assertThat(model.datasetConfig()).isEqualTo(SampleLoop.json("{'class':'DatasetH'}"));
        assertThat(model.preprocessConfig()).isNotNull();
        assertThat(model.preprocessConfig().get("origin").textValue()).isEqualTo("default");
        assertThat(model.flattenedFeatureList()).isEqualTo(SampleLoop.json("['$close','$open']"));
    }

    @Test
    void namesNoFunctionThatTheMetadataDoesNotName() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .strategyMeta("{'portfolio_config':{},'python_implementation':{},'impl_func':null}")
                .factorMeta("{'factors':[{'name':'A','impl_func':null,'impl_module':null,"
                        + "'interface_info':{'type':'none','missing':'NO_CODE'}}]}");

        // When
        CatalogUpdated projection = LoopProjector.project(loop.event());

        // Then
        assertThat(projection.strategies().get(0).pythonImplementation())
                .isEqualTo(StrategyEntry.PythonImplementation.NONE);
        assertThat(projection.occurrences().get(0).implFunc()).isNull();
        assertThat(projection.occurrences().get(0).implModule()).isNull();
    }

    @Test
    void takesTheConfigurationThatNamesAClass() {
        // Given
        SampleLoop loop = SampleLoop.of(RUN, 1)
                .modelMeta("{'model_type':'LGBModel','model_conf':{},'dataset_conf':{'kwargs':{}}}");

        // When
        ModelEntry model = LoopProjector.project(loop.event()).models().get(0);

        // Then
        assertThat(model.modelConfig())
                .isEqualTo(SampleLoop.json("{'class':'LGBModel','kwargs':{'learning_rate':0.05}}"));
        assertThat(model.datasetConfig()).isEqualTo(SampleLoop.json("{'class':'DatasetH'}"));
    }

    @Test
    void givesEqualConfigurationsOneFingerprint() {
        // Given
        SampleLoop one = SampleLoop.of(RUN, 1).modelConfig("{'class':'M','kwargs':{'a':1,'b':[{'y':2,'x':3}]}}");
        SampleLoop other = SampleLoop.of(RUN, 2).modelConfig("{'kwargs':{'b':[{'x':3,'y':2}],'a':1},'class':'M'}");
        SampleLoop different = SampleLoop.of(RUN, 3).modelConfig("{'class':'M','kwargs':{'a':2}}");

        // When
        String first = fingerprint(one);

        // Then
        assertThat(fingerprint(other)).isEqualTo(first);
        assertThat(fingerprint(different)).isNotEqualTo(first);
    }

    @Test
    void writesTimesWithMicrosecondsAndOffset() {
        assertThat(CatalogTime.format(java.time.Instant.parse("2026-01-14T02:11:09.200Z")))
                .isEqualTo("2026-01-14T02:11:09.200000+00:00");
    }

    @Test
    void roundsAsPythonDoes() {
        assertThat(performance(0.125, 0.15)).isEqualTo("Sharpe: 0.12, Ann.Ret: 15.00%");
        assertThat(performance(null, -0.1)).isEqualTo("Sharpe: N/A, Ann.Ret: -10.00%");
    }

    private static String performance(@Nullable Double sharpe, @Nullable Double annualReturn) {
        SampleLoop loop = SampleLoop.of(RUN, 1).factor("a", "A").sharpe(sharpe).annualReturn(annualReturn);
        return LoopProjector.project(loop.event()).occurrences().get(0).performance();
    }

    private static String fingerprint(SampleLoop loop) {
        return LoopProjector.project(loop.event()).strategies().get(0).configFingerprint();
    }
}
