package dev.loopline.samples.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration of qlib that RD-Agent copies into a workspace. The names are RD-Agent's; the content is made up, but each has
 * the processors, the features and the kind of model that its namesake has.
 */
public enum Configuration {
    /** Baseline factors, gradient boosting. */
    BASELINE("conf_baseline.yaml", Features.LISTED, true, false),
    /** Factors of the table, gradient boosting; features are not normalised. */
    COMBINED("conf_combined_factors.yaml", Features.LISTED_AND_TABLE, false, false),
    /** The fork's name of it. */
    DYNAMIC("conf_combined_factors_dynamic.yaml", Features.LISTED_AND_TABLE, false, false),
    /** Factors of the table, with the accepted network. */
    SOTA_MODEL("conf_combined_factors_sota_model.yaml", Features.LISTED_AND_TABLE, true, true),
    /** A network on the baseline factors. */
    BASELINE_MODEL("conf_baseline_factors_model.yaml", Features.LISTED, true, true),
    /** A network on the accepted factors. */
    SOTA_FACTORS_MODEL("conf_sota_factors_model.yaml", Features.LISTED_AND_TABLE, true, true),
    /** 0.3 and 0.4: baseline and models. */
    PLAIN("conf.yaml", Features.ALPHA158, true, false),
    /** 0.3 and 0.4: factors of the table. */
    PLAIN_COMBINED("conf_combined.yaml", Features.TABLE, false, false);

    /** Names and expressions of the baseline's features. */
    static final Map<String, String> FEATURES = features();

    /** The first and last days of training, validation and test where nothing else is said. */
    static final Map<String, List<String>> SEGMENTS = segments();

    private enum Features {
        LISTED,
        LISTED_AND_TABLE,
        TABLE,
        ALPHA158
    }

    private final String fileName;
    private final Features features;
    private final boolean normalised;
    private final boolean network;

    Configuration(String fileName, Features features, boolean normalised, boolean network) {
        this.fileName = fileName;
        this.features = features;
        this.normalised = normalised;
        this.network = network;
    }

    /** The name of the file. */
    public String fileName() {
        return fileName;
    }

    /** The classes of its processors, those of features first. */
    public List<String> processors() {
        return normalised
                ? List.of("RobustZScoreNorm", "Fillna", "DropnaLabel", "CSRankNorm")
                : List.of("DropnaLabel", "CSRankNorm");
    }

    /** The files that a generation's runner puts into the workspace of an experiment. */
    static List<Configuration> templates(Generation generation, boolean model) {
        if (generation.shortTags()) {
            return List.of(PLAIN, PLAIN_COMBINED);
        }
        if (model) {
            return List.of(BASELINE_MODEL, SOTA_FACTORS_MODEL);
        }
        return List.of(BASELINE, generation == Generation.FORK ? DYNAMIC : COMBINED, SOTA_MODEL);
    }

    /** What the runner of a generation executes. */
    static Configuration executed(
            Generation generation, boolean model, int acceptedFactorLoops, boolean acceptedModel) {
        if (generation.shortTags()) {
            return model ? PLAIN : PLAIN_COMBINED;
        }
        if (model) {
            int enough = generation == Generation.FORK ? 1 : 2;
            return acceptedFactorLoops >= enough ? SOTA_FACTORS_MODEL : BASELINE_MODEL;
        }
        return acceptedModel ? SOTA_MODEL : generation == Generation.FORK ? DYNAMIC : COMBINED;
    }

    /** Whether it reads the table of factor values. */
    boolean readsTable() {
        return features == Features.LISTED_AND_TABLE || features == Features.TABLE;
    }

    boolean network() {
        return network;
    }

    /** The text of the file; a Jinja template but in the generations that had plain files. */
    String text(String table) {
        boolean jinja = this != PLAIN && this != PLAIN_COMBINED;
        return """
                qlib_init:
                    provider_uri: market_data/cn
                    region: cn
                data_handler_config: &handler
                    start_time: @train_start@
                    end_time: @test_end@
                    instruments: csi300
                @features@@normalise@    learn_processors:
                        - class: DropnaLabel
                        - class: CSRankNorm
                          kwargs: {fields_group: label}
                port_analysis_config: &portfolio
                    strategy:
                        class: TopkDropoutStrategy
                        module_path: qlib.contrib.strategy
                        kwargs: {signal: <PRED>, topk: 40, n_drop: 6}
                    backtest:
                        start_time: @test_start@
                        end_time: @test_end@
                        account: 50000000
                        benchmark: SH000300
                        exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005, close_cost: 0.0015}
                task:
                @model@    dataset:
                        class: @dataset@
                        module_path: qlib.data.dataset
                        kwargs:
                            handler:
                                class: @handler@
                                module_path: qlib.contrib.data.handler
                                kwargs: *handler
                            segments:
                                train: [@train_start@, @train_end@]
                                valid: [@valid_start@, @valid_end@]
                                test: [@test_start@, @test_end@]
                @steps@    record:
                        - class: SignalRecord
                          module_path: qlib.workflow.record_temp
                          kwargs: {model: <MODEL>, dataset: <DATASET>}
                        - class: PortAnaRecord
                          module_path: qlib.workflow.record_temp
                          kwargs: {config: *portfolio}
                """.replace("@features@", loaders(table))
                .replace("@normalise@", normalised ? NORMALISE : "")
                .replace("@model@", network ? NETWORK : BOOSTING)
                .replace("@dataset@", network ? "{{ dataset_cls | default(\"DatasetH\") }}" : "DatasetH")
                .replace("@handler@", features == Features.ALPHA158 ? "Alpha158" : "DataHandlerLP")
                .replace("@steps@", network ? "            {% if step_len %}step_len: {{ step_len }}{% endif %}\n" : "")
                .replace("@train_start@", day("train_start", "train", 0, jinja))
                .replace("@train_end@", day("train_end", "train", 1, jinja))
                .replace("@valid_start@", day("valid_start", "valid", 0, jinja))
                .replace("@valid_end@", day("valid_end", "valid", 1, jinja))
                .replace("@test_start@", day("test_start", "test", 0, jinja))
                .replace("@test_end@", day("test_end", "test", 1, jinja));
    }

    private String loaders(String table) {
        if (features == Features.ALPHA158) {
            return "    label: [\"Ref($close, -2)/Ref($close, -1) - 1\"]\n";
        }
        String listed = features == Features.TABLE ? "" : LISTED;
        String tabled = features == Features.LISTED ? "" : TABLE.replace("@table@", table);
        return LOADER + listed + tabled;
    }

    private static String day(String variable, String segment, int end, boolean jinja) {
        String day = SEGMENTS.getOrDefault(segment, List.of()).get(end);
        return jinja ? "{{ %s | default(\"%s\", true) }}".formatted(variable, day) : day;
    }

    private static Map<String, String> features() {
        Map<String, String> features = new LinkedHashMap<>();
        features.put("BODY4", "($close-$open)/Mean($close, 4)");
        features.put("DEV12", "Std($close, 12)/$close");
        features.put("LIFT6", "$close/Ref($close, 6)-1");
        features.put("BUSY9", "$volume/Mean($volume, 9)");
        return features;
    }

    private static Map<String, List<String>> segments() {
        Map<String, List<String>> segments = new LinkedHashMap<>();
        segments.put("train", List.of("2010-01-04", "2015-12-31"));
        segments.put("valid", List.of("2016-01-04", "2017-12-29"));
        segments.put("test", List.of("2018-01-02", "2020-12-31"));
        return segments;
    }

    private static final String LOADER = """
                data_loader:
                    class: NestedDataLoader
                    kwargs:
                        dataloader_l:
                            - class: qlib.contrib.data.loader.Alpha158DL
                              kwargs:
                                config:
                                    label:
                                        - ["Ref($close, -2)/Ref($close, -1) - 1"]
                                        - ["LABEL0"]
            """;

    private static final String LISTED = """
                                    feature:
                                        - {{ feature_expressions }}
                                        - {{ feature_names }}
            """;

    private static final String TABLE = """
                            - class: qlib.data.dataset.loader.StaticDataLoader
                              kwargs:
                                config: "@table@"
            """;

    private static final String NORMALISE = """
                infer_processors:
                    - class: RobustZScoreNorm
                      kwargs:
                        fields_group: feature
                        clip_outlier: true
                        fit_start_time: @train_start@
                        fit_end_time: @train_end@
                    - class: Fillna
                      kwargs: {fields_group: feature}
            """;

    private static final String BOOSTING = """
                model:
                    class: LGBModel
                    module_path: qlib.contrib.model.gbdt
                    kwargs: {loss: mse, learning_rate: 0.04, num_leaves: 128, max_depth: 7}
            """;

    private static final String NETWORK = """
                model:
                    class: GeneralPTNN
                    module_path: qlib.contrib.model.pytorch_general_nn
                    kwargs:
                        n_epochs: {{ n_epochs }}
                        lr: {{ lr }}
                        early_stop: {{ early_stop }}
                        batch_size: {{ batch_size }}
                        weight_decay: {{ weight_decay }}
                        loss: mse
                        pt_model_uri: "model.model_cls"
                        pt_model_kwargs:
                            num_features: {{ num_features | default(4) }}
                            {% if num_timesteps %}num_timesteps: {{ num_timesteps }}{% endif %}
            """;
}
