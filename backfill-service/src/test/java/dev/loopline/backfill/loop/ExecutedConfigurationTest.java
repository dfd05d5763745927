package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Model, dataset, preprocessing and portfolio are those that ran, whatever else lies in the workspace. */
class ExecutedConfigurationTest extends ModelLoopFixture {

    private static final String RUN = "mlruns/1/0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    private static final String BASELINE = """
            task:
                model:
                    class: LGBModel
                    module_path: qlib.contrib.model.gbdt
                    kwargs: {loss: mse, learning_rate: 0.05, num_leaves: 128}
                dataset:
                    class: DatasetH
                    kwargs:
                        handler: {class: Alpha158, kwargs: {instruments: csi300}}
                        segments: {train: [2018-08-01, 2022-12-31]}
            """;

    @Test
    void takesTheFileThatAgreesWithTheRun() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", BASELINE)
                .put("conf_mine.yaml", BASELINE.replace("LGBModel", "XGBModel"))
                .put("conf_mine_backup_20260113.yaml", BASELINE.replace("LGBModel", "XGBModel"));
        ran("model.class", "XGBModel").ran("model.kwargs.learning_rate", "0.05");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_mine.yaml");
        assertThat(loop.written("model_meta.json").path("model_type").asText()).isEqualTo("XGBModel");
        assertThat(codes(event)).contains("CONFIGURATION_BY_RUN").doesNotContain("CONFIGURATION_DIFFERS_FROM_RUN");
    }

    @Test
    void writesWhatTheRunRecordedOverAFileThatWasEditedAfterwards() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", BASELINE);
        ran("model.class", "LGBModel").ran("model.kwargs.learning_rate", "0.2").ran("model.kwargs.max_depth", "8");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(loop.written("model_meta.json").path("model_conf").path("kwargs"))
                .isEqualTo(tree("{'loss':'mse','learning_rate':0.2,'num_leaves':128,'max_depth':8}"));
        assertThat(event.configuration().modelConfig())
                .isEqualTo(loop.written("model_meta.json").path("model_conf"));
        assertThat(event.notes())
                .anyMatch(note -> note.code().equals("CONFIGURATION_DIFFERS_FROM_RUN")
                        && note.message().contains("task.model.kwargs.learning_rate")
                        && !note.message().contains("segments"));
    }

    @Test
    void buildsTheConfigurationFromTheRunWhereNoFileIsOfItsModel() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", BASELINE)
                .put("conf_test.yaml", BASELINE.replace("LGBModel", "GeneralPTNN"))
                .put("model.py", "class GRUNet(nn.Module):\n    pass\n\nmodel_cls = GRUNet\n");
        ran("model.class", "GeneralPTNN")
                .ran("model.kwargs.pt_model_uri", "model.model_cls")
                .ran("dataset.class", "TSDatasetH")
                .ran("dataset.kwargs.segments.train", "[datetime.date(2018, 8, 1), datetime.date(2022, 12, 31)]")
                .ran("dataset.kwargs.handler.kwargs.infer_processors", "[{'class': 'Fillna', 'kwargs': None}]");

        // When
        loop.run(false);

        // Then
        JsonNode model = loop.written("model_meta.json");
        assertThat(model.path("model_type").asText()).isEqualTo("GRUNet");
        assertThat(model.path("model_conf"))
                .isEqualTo(tree("{'class':'GeneralPTNN','kwargs':{'pt_model_uri':'model.model_cls'}}"));
        assertThat(model.path("dataset_conf"))
                .isEqualTo(tree("{'class':'TSDatasetH','kwargs':{'handler':{'kwargs':"
                        + "{'infer_processors':[{'class':'Fillna','kwargs':null}]}},"
                        + "'segments':{'train':['2018-08-01','2022-12-31']}}}"));
    }

    @Test
    void takesTheFinishedRunWithTheLatestEnd() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", BASELINE);
        ran("model.kwargs.learning_rate", "0.2");
        run("mlruns/1/aaaa", "status: 3\nend_time: 1768356668000\n", "0.3");
        run("mlruns/1/ffff", "status: 4\nend_time: 1968356669000\n", "0.4");

        // When
        loop.run(false);

        // Then
        JsonNode model = loop.written("model_meta.json");
        assertThat(model.path("model_conf").path("kwargs").path("learning_rate").asDouble())
                .isEqualTo(0.2);
        assertThat(model.path("model_artifacts").path("model_files"))
                .isEqualTo(tree("['" + RUN + "/artifacts/params.pkl']"));
    }

    @Test
    void marksInAKeptFileWhatItAddedAndWhatWasThere() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", BASELINE)
                .put("model_meta.json", json("{'model_type':'Mine'}"))
                .put("feedback.json", json("{'decision':true}"))
                .put("factor_perf.json", json("{'combinations':[{'windows':[{'sharpe':1.5}]}]}"));

        // When
        loop.run(false);
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(loop.written("model_meta.json").path("origins"))
                .isEqualTo(tree("{'model_type':'existing','model_conf':'derived','dataset_conf':'derived'}"));
        assertThat(loop.written("feedback.json").path("origin").asText()).isEqualTo("existing");
        assertThat(loop.written("factor_perf.json").path("origin").asText()).isEqualTo("existing");
        assertThat(codes(event)).contains("BASELINE_NOT_LISTED");
    }

    @Test
    void completesAKeptClassWithItsModuleAndArgumentsButNotAnotherOne() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", """
                task:
                    model: {class: LGBModel, module_path: qlib.contrib.model.gbdt, kwargs: {loss: mse}}
                    dataset: {class: DatasetH, module_path: qlib.data.dataset, kwargs: {segments: {}}}
                """)
                .put("model_meta.json", json("{'model_conf':{'class':'LGBModel'},'dataset_conf':{'class':'Mine'}}"));

        // When
        loop.run(false);

        // Then
        JsonNode model = loop.written("model_meta.json");
        assertThat(model.path("model_conf"))
                .isEqualTo(
                        tree("{'class':'LGBModel','module_path':'qlib.contrib.model.gbdt','kwargs':{'loss':'mse'}}"));
        assertThat(model.path("dataset_conf")).isEqualTo(tree("{'class':'Mine'}"));
    }

    @Test
    void listsTheFeaturesOfTheLoaderAndThenThoseOfTheTable() throws IOException {
        // Given
        ObjectNode tree = (ObjectNode) tree("""
                {'data_handler_config':{'data_loader':{'class':'NestedDataLoader','kwargs':{'dataloader_l':[
                    {'kwargs':{'config':{'feature':[['$close','$open'],['C','O']]}}},
                    {'kwargs':{'config':'combined_factors_df.parquet'}}]}}}}""");
        ExecutedConfiguration nested = new ExecutedConfiguration("conf.yaml", tree, true, false);

        // When
        List<String> features = nested.featureList(List.of("Momentum", "C"));

        // Then
        assertThat(features).containsExactly("C", "O", "Momentum");
        ((ObjectNode) tree.path("data_handler_config").path("data_loader")).remove("kwargs");
        assertThat(nested.featureList(List.of("Momentum"))).isEmpty();
    }

    @Test
    void saysWhatItDoesNotKnow() throws IOException {
        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(codes(event))
                .contains("CONFIGURATION_MISSING", "PREPROCESS_DEFAULT", "PORTFOLIO_DEFAULT", "MODEL_NOT_KNOWN");
    }

    @Test
    void readsPreprocessingFromTheProcessorsOfTheHandler() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", """
                data_handler_config: &handler
                    infer_processors:
                        - {class: FilterCol, kwargs: {fields_group: feature, col_list: [A, B]}}
                        - {class: RobustZScoreNorm, kwargs: {fields_group: feature, clip_outlier: false,
                            fit_start_time: 2018-08-01, fit_end_time: 2022-12-31}}
                        - {class: CSRankNorm, kwargs: {fields_group: [label]}}
                        - {class: Fillna, kwargs: {fields_group: feature, fill_value: -1}}
                    learn_processors:
                        - class: DropnaLabel
                        - {class: CSZScoreNorm, kwargs: {fields_group: label}}
                task: {dataset: {class: DatasetH, kwargs: {handler: {class: DataHandlerLP, kwargs: *handler}}}}
                """);

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        JsonNode preprocess = loop.written("model_meta.json").path("preprocess_config");
        assertThat(preprocess.path("normalize").asText()).isEqualTo("zscore");
        assertThat(preprocess.path("normalize_processor").asText()).isEqualTo("RobustZScoreNorm");
        assertThat(preprocess.path("fit_end_time").asText()).isEqualTo("2022-12-31");
        assertThat(preprocess.path("clip").isNull()).isTrue();
        assertThat(preprocess.path("fillna").asText()).isEqualTo("constant");
        assertThat(preprocess.path("fill_value").asInt()).isEqualTo(-1);
        assertThat(preprocess.path("label_normalize").asText()).isEqualTo("zscore");
        assertThat(preprocess.path("infer_processors")).hasSize(4);
        assertThat(preprocess.path("origin").asText()).isEqualTo("derived");
        assertThat(event.configuration().featureList()).containsExactly("A", "B");
    }

    @Test
    void saysThatFeaturesAreNotNormalisedWhereOnlyLabelsAre() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", """
                data_handler_config: &handler
                    learn_processors:
                        - {class: CSRankNorm, kwargs: {fields_group: label}}
                task: {dataset: {class: DatasetH, kwargs: {handler: {class: DataHandlerLP, kwargs: *handler}}}}
                """);

        // When
        loop.run(false);

        // Then
        JsonNode preprocess = loop.written("model_meta.json").path("preprocess_config");
        assertThat(preprocess.path("normalize").asText()).isEqualTo("none");
        assertThat(preprocess.path("standardize_features").asBoolean(true)).isFalse();
        assertThat(preprocess.path("label_normalize").asText()).isEqualTo("rank");
    }

    @Test
    void readsThePortfolioFromStrategyBacktestAndExecutor() throws IOException {
        // Given
        loop.put("conf_baseline.yaml", """
                port_analysis_config: &analysis
                    strategy:
                        class: TopkDropoutStrategy
                        module_path: qlib.contrib.strategy
                        kwargs: {signal: <PRED>, topk: 30, n_drop: 0}
                    executor: {class: SimulatorExecutor, kwargs: {time_per_step: 2day}}
                    backtest:
                        start_time: 2024-01-02
                        end_time: 2025-11-28
                        account: 100000000
                        benchmark: SH000300
                        exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005,
                            close_cost: 0.0015, min_cost: 0}
                task: {record: [{class: PortAnaRecord, kwargs: {config: *analysis}}]}
                """);

        // When
        loop.run(false);

        // Then
        assertThat(loop.written("strategy_meta.json").path("portfolio_config")).isEqualTo(tree("""
                {'signal_config':{'top_k':30,'min_score':null,'max_positions':30,'score_field':'score','n_drop':0},
                 'weight_config':{'method':'equal_weight','max_single_weight':0.05},
                 'rebalance_config':{'freq':'2d','rebalance_threshold':0.1},
                 'risk_config':{'max_drawdown':0.2,'max_single_loss':0.05},
                 'strategy':{'class':'TopkDropoutStrategy','module_path':'qlib.contrib.strategy'},
                 'cost_config':{'open_cost':0.0005,'close_cost':0.0015,'min_cost':0,'limit_threshold':0.095,
                   'deal_price':'close'},
                 'account':100000000,'benchmark':'SH000300','start_time':'2024-01-02','end_time':'2025-11-28',
                 'default_fields':['signal_config.score_field','weight_config.max_single_weight',
                   'risk_config.max_drawdown','risk_config.max_single_loss','rebalance_config.rebalance_threshold'],
                 'origin':'derived'}"""));
    }

    private ExecutedConfigurationTest ran(String key, String value) throws IOException {
        loop.put(RUN + "/meta.yaml", "status: 3\nend_time: 1768356669000\n")
                .put(RUN + "/artifacts/params.pkl", "weights")
                .put(RUN + "/params/" + key, value);
        return this;
    }

    private void run(String folder, String meta, String rate) throws IOException {
        loop.put(folder + "/meta.yaml", meta)
                .put(folder + "/artifacts/params.pkl", "other")
                .put(folder + "/params/model.kwargs.learning_rate", rate);
    }

    private static JsonNode tree(String text) throws IOException {
        return Json.mapper().readTree(json(text));
    }
}
