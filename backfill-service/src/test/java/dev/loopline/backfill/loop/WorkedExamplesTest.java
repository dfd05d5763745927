package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.fixture.Backfilling;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented examples of the five files, field by field, on small workspaces. */
class WorkedExamplesTest {

    private static final String FACTOR = """
            import pandas as pd


            class Amplitude_20D:
                def __init__(self):
                    self.window = 20

                def fit_transform(self, df: pd.DataFrame) -> pd.DataFrame:
                    # a comment

                    values = (df["$high"] - df["$low"]) / df["$close"]
                    return values.to_frame("Amplitude_20D")
            """;

    private static final String METRICS = """
            ,0
            1day.excess_return_without_cost.max_drawdown,-0.093
            IC,0.041
            1day.excess_return_without_cost.information_ratio,1.44
            1day.excess_return_without_cost.annualized_return,0.182
            """;

    private static final String CONFIG = """
            data_handler_config: &handler
                start_time: 2018-01-02
                instruments: csi300
                infer_processors:
                    - class: RobustZScoreNorm
                      kwargs: {fields_group: feature, clip_outlier: true}
                    - class: Fillna
                      kwargs: {fields_group: feature}
            port_analysis_config:
                strategy:
                    class: EnhancedTopkDropoutStrategy
                    kwargs: {signal: <PRED>, topk: 30, n_drop: 5, min_score: 0.1, stop_loss: -0.10}
                backtest:
                    exchange_kwargs: {deal_price: close, open_cost: 0.0005}
            task:
                model:
                    class: LGBModel
                    module_path: qlib.contrib.model.gbdt
                    kwargs: {loss: mse, learning_rate: 0.05}
                dataset:
                    class: DatasetH
                    kwargs:
                        handler: {class: DataHandlerLP, kwargs: *handler}
                        segments: {train: [2018-08-01, 2022-12-31]}
            """;

    @TempDir
    Path home;

    private LoopFixture factorLoop() throws IOException {
        Backfilling.makeLibraries(home);
        return new LoopFixture(home, 3, "factor")
                .withSub()
                .put(LoopFixture.SUB, "factor.py", FACTOR.getBytes(StandardCharsets.UTF_8))
                .put("combined_factors_df.parquet", "PAR1")
                .put("qlib_res.csv", METRICS)
                .put("ret.pkl", "not read")
                .put("conf_baseline.yaml", CONFIG);
    }

    @Test
    void derivesTheFactorOfTheExample() throws IOException {
        // Given
        LoopFixture loop = factorLoop();

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        ObjectNode factor =
                (ObjectNode) loop.written("factor_meta.json").path("factors").path(0);
        assertThat(factor.remove("origin").asText()).isEqualTo("derived");
        assertThat(factor.remove("metrics_valid").asBoolean()).isTrue();
        assertThat(factor.remove("source_file"))
                .isEqualTo(tree("{'workspace_id':'" + LoopFixture.SUB + "','path':'factor.py'}"));
        assertThat(factor.remove("impl_func").asText()).matches("factor_Amplitude_20D__[0-9a-f]{12}");
        ObjectNode schema = (ObjectNode) factor.get("input_schema");
        for (String origin : List.of("origin", "fields_origin", "lookback_origin")) {
            assertThat(schema.remove(origin).asText()).isEqualTo("derived");
        }
        assertThat(schema.remove("description").asText()).contains("1");
        assertThat(factor).isEqualTo(tree("""
                {'name':'Amplitude_20D','source':'rdagent_generated','region':'cn','description_cn':'',
                 'formula_hint':'','expression':'','created_at_utc':'2026-01-14T02:11:09.200511+00:00',
                 'experiment_id':'0a1b2c3d4e5f60718293a4b5c6d7e8f9/3','tags':['rdagent'],'variables':{},
                 'freq':'1d','align':'close','nan_policy':'dataservice_default',
                 'input_schema':{'required_fields':['close','high','low'],
                   'optional_fields':[],'lookback_days':1,
                   'index_type':'MultiIndex(datetime, instrument)'},
                 'impl_module':'rd_factors_lib.generated','impl_version':'20260114',
                 'interface_info':{'type':'class','standard_wrapper':'factor_Amplitude_20D'}}"""));
        assertThat(event.hasResult()).isTrue();
        assertThat(event.metadata().factorMeta()).isEqualTo(loop.written("factor_meta.json"));
    }

    @Test
    void derivesThePerformanceOfTheExample() throws IOException {
        // Given
        LoopFixture loop = factorLoop();

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        ObjectNode perf = (ObjectNode) loop.written("factor_perf.json");
        perf.remove(List.of("origin", "generated_by"));
        assertThat(perf).isEqualTo(tree("""
                {'version':'v1','task_run_id':'0a1b2c3d4e5f60718293a4b5c6d7e8f9','loop_id':3,
                 'generated_at_utc':'2026-01-14T02:11:09.200511+00:00','factors':[],
                 'combinations':[{'name':'main','factor_names':['Amplitude_20D'],'windows':[{
                   'name':'main_window','annual_return':0.182,'max_drawdown':-0.093,'sharpe':1.44,
                   'metrics':{'IC':0.041,'1day.excess_return_without_cost.annualized_return':0.182,
                     '1day.excess_return_without_cost.information_ratio':1.44,
                     '1day.excess_return_without_cost.max_drawdown':-0.093,
                     'annualized_return':0.182,'max_drawdown':-0.093,'sharpe':1.44,'ic':0.041,'ic_ir':null}}]}]}"""));
        assertThat(event.performance().annualizedReturn()).isEqualTo(0.182);
        assertThat(event.performance().icIr()).isNull();
        assertThat(event.performance().metrics()).hasSize(4);
    }

    @Test
    void derivesModelAndStrategyFromWhatRan() throws IOException {
        // Given
        LoopFixture loop = factorLoop();

        // When
        loop.run(false);

        // Then
        JsonNode model = loop.written("model_meta.json");
        assertThat(model.path("model_type").asText()).isEqualTo("LGBModel");
        assertThat(model.path("model_conf").path("kwargs").path("learning_rate").asDouble())
                .isEqualTo(0.05);
        assertThat(model.path("dataset_conf").path("kwargs").path("segments").path("train"))
                .isEqualTo(tree("['2018-08-01','2022-12-31']"));
        assertThat(model.path("workspace_id").asText()).isEqualTo(LoopFixture.MAIN);
        assertThat(model.path("preprocess_config").path("normalize").asText()).isEqualTo("zscore");
        assertThat(model.path("preprocess_config").path("fillna").asText()).isEqualTo("zero");
        assertThat(model.path("preprocess_config").path("clip")).isEqualTo(tree("[-3,3]"));
        assertThat(model.path("preprocess_config").path("origin").asText()).isEqualTo("derived");

        JsonNode strategy = loop.written("strategy_meta.json");
        String id = "strategy_0a1b2c3d4e5f60718293a4b5c6d7e8f9_3";
        assertThat(strategy.path("strategy_name").asText()).isEqualTo(id);
        assertThat(strategy.path("python_implementation"))
                .isEqualTo(tree("{'module':'rd_strategies_lib.generated','func':'get_" + id + "_config'}"));
        JsonNode portfolio = strategy.path("portfolio_config");
        assertThat(portfolio.path("signal_config"))
                .isEqualTo(tree("{'top_k':30,'min_score':0.1,'max_positions':30,'score_field':'score','n_drop':5}"));
        assertThat(portfolio.path("risk_config").path("max_single_loss").asDouble())
                .isEqualTo(0.1);
        assertThat(portfolio.path("cost_config").path("deal_price").asText()).isEqualTo("close");
        assertThat(portfolio.path("origin").asText()).isEqualTo("derived");
        assertThat(portfolio.path("default_fields").toString()).contains("risk_config.max_drawdown");
    }

    @Test
    void writesFeedbackWithoutConclusionsAndEveryFileInEveryWorkspace() throws IOException {
        // Given
        LoopFixture loop = factorLoop();

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        ObjectNode feedback = (ObjectNode) loop.written("feedback.json");
        feedback.remove(List.of("origin", "generated_by"));
        assertThat(feedback).isEqualTo(tree("""
                {'version':'v1','task_run_id':'0a1b2c3d4e5f60718293a4b5c6d7e8f9','loop_id':3,
                 'generated_at_utc':'2026-01-14T02:11:09.200511+00:00','decision':null,'hypothesis':'',
                 'summary':{'execution':'','value_feedback':'','shape_feedback':'','code_critic':[],
                   'limitations':[]}}"""));
        assertThat(event.files().stream()
                        .filter(file -> file.kind() == LoopFile.Kind.METADATA)
                        .map(file -> file.workspaceId() + "/" + file.path()))
                .hasSize(10)
                .contains(LoopFixture.SUB + "/model_meta.json", LoopFixture.MAIN + "/feedback.json");
        assertThat(event.artifacts().get(0).artifactId()).isEqualTo("6e46ddb482ab55f78443a35ff37b7696");
    }

    @Test
    void writesMetadataInTheExperimentWorkspaceOnlyWhereThatIsAskedFor() throws IOException {
        // Given a sub-workspace with the factor's code and a broken file of another program
        LoopFixture loop = factorLoop().put(LoopFixture.SUB, "factor_meta.json", "[]".getBytes(StandardCharsets.UTF_8));

        // When
        LoopBackfilled event = loop.runInExperimentWorkspaceOnly(true);

        // Then: nothing is written there, and its code is known and in the library all the same
        assertThat(event.files().stream()
                        .filter(file -> file.kind() == LoopFile.Kind.METADATA)
                        .map(file -> file.workspaceId() + "/" + file.path()))
                .containsExactly(
                        LoopFixture.MAIN + "/factor_meta.json",
                        LoopFixture.MAIN + "/factor_perf.json",
                        LoopFixture.MAIN + "/feedback.json",
                        LoopFixture.MAIN + "/model_meta.json",
                        LoopFixture.MAIN + "/strategy_meta.json",
                        LoopFixture.SUB + "/factor_meta.json");
        assertThat(loop.file("../" + LoopFixture.SUB + "/factor_meta.json")).hasContent("[]");
        assertThat(LoopFixture.codes(event)).doesNotContain("METADATA_BROKEN");
        JsonNode factor = loop.written("factor_meta.json").path("factors").path(0);
        assertThat(factor.path("interface_info").path("standard_wrapper").asText())
                .isEqualTo("factor_Amplitude_20D");
        assertThat(home.resolve("rd-factors-lib/rd_factors_lib/generated.py"))
                .content()
                .contains("def factor_Amplitude_20D(");

        // And a run without the option writes there too
        loop.run(false);
        assertThat(loop.file("../" + LoopFixture.SUB + "/model_meta.json")).exists();
    }

    @Test
    void usesMarkedDefaultsWhereNothingIsKnown() throws IOException {
        // Given
        LoopFixture loop = new LoopFixture(home, 0, null);

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.hasResult()).isFalse();
        assertThat(event.metadata().factorPerf()).isNull();
        assertThat(event.metadata().feedback()).isNull();
        ObjectNode preprocess = (ObjectNode) loop.written("model_meta.json").path("preprocess_config");
        assertThat(preprocess.remove("origin").asText()).isEqualTo("default");
        assertThat(preprocess)
                .isEqualTo(
                        tree("{'normalize':'zscore','fillna':'forward_fill','clip':null,'standardize_features':true}"));
        ObjectNode portfolio = (ObjectNode) loop.written("strategy_meta.json").path("portfolio_config");
        assertThat(portfolio.remove("origin").asText()).isEqualTo("default");
        assertThat(portfolio).isEqualTo(tree("""
                {'signal_config':{'top_k':50,'min_score':0.5,'max_positions':50,'score_field':'score'},
                 'weight_config':{'method':'equal_weight','max_single_weight':0.05},
                 'rebalance_config':{'freq':'1d','rebalance_threshold':0.1},
                 'risk_config':{'max_drawdown':0.2,'max_single_loss':0.05}}"""));
    }

    private static JsonNode tree(String text) throws IOException {
        return Json.mapper().readTree(json(text));
    }
}
