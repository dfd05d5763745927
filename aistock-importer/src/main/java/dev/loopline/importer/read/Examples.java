package dev.loopline.importer.read;

/** Answers shown in the OpenAPI document. A test compares their fields with those of real answers. Constants. */
final class Examples {

    static final String FACTORS = """
            {"total": 778, "items": [{"id": 41, "name": "PriceStrength_10D", "raw_name": "feature_PriceStrength_10D",
            "expression": "$close / Ref($close, 10)", "source": "rdagent_generated", "region": "cn",
            "tags": ["price"], "best_performance": "Sharpe: 1.23, Ann.Ret: 15.00%", "sharpe": 1.23,
            "annualized_return": 0.15, "max_drawdown": null, "task_run_id": "20250107_001", "loop_id": 1,
            "asset_bundle_id": "bundle_20250107_001_1", "occurrence_count": 3}]}""";

    static final String MODELS = """
            {"total": 501, "items": [{"model_id": "20250107_001_1_ws_12345", "display_name": "20250107_001-loop1-model-ws_12345",
            "task_run_id": "20250107_001", "loop_id": 1, "workspace_id": "ws_12345", "model_type": "LGBModel",
            "model_config": {"class": "LGBModel"}, "dataset_config": {"class": "DatasetH"},
            "asset_bundle_id": "bundle_20250107_001_1", "metrics": {"sharpe": 1.23, "ic": null}}]}""";

    static final String STRATEGIES = """
            {"total": 230, "items": [{"strategy_id": "strategy_20250107_001_1", "step_name": "running", "action": "factor",
            "market": "csi300", "python_implementation": {"module": "rd_strategies_lib.generated",
            "func": "get_strategy_20250107_001_1_config"}, "in_selection_center": false,
            "asset_bundle_id": "bundle_20250107_001_1", "metrics": {"sharpe": 1.23, "ic": null}}]}""";

    static final String LOOPS = """
            {"total": 230, "items": [{"task_run_id": "20250107_001", "loop_id": 1, "display_name": "20250107_001-loop1",
            "action": "factor", "status": "success", "annualized_return": 0.15, "max_drawdown": -0.08, "sharpe": 1.23,
            "ic": 0.041, "ic_ir": null, "win_rate": null, "decision": "true", "factor_names": ["PriceStrength_10D"],
            "summary_texts": {"execution": "finished"}, "asset_bundle_id": "bundle_20250107_001_1",
            "sync_status": "synced", "readiness": []}]}""";

    static final String ARTIFACTS = """
            {"task_run_id": "20250107_001", "loop_id": 1, "artifacts": [{"artifact_id": "a1", "artifact_type": "model",
            "name": "model", "status": "present", "primary_flag": 1, "entry_path": "model.pkl", "files": []}]}""";

    static final String FILES = """
            {"asset_bundle_id": "bundle_20250107_001_1", "bundle_state": "available", "files": [{"name": "factor_meta.json",
            "size_bytes": 2048, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]}""";

    static final String CURVES = """
            {"dates": ["2025-01-06", "2025-01-07"], "equity": [1.004, 0.999], "equity_with_cost": [1.0038, 0.9986],
            "benchmark": [1.001, 1.0], "drawdown": [0.0, -0.00498]}""";

    static final String ALPHA = """
            {"total": 158, "items": [{"name": "KMID", "lib_version": "v1", "expression": "($close-$open)/$open"}]}""";

    static final String SOURCE_TASKS = """
            {"total": 1, "items": [{"task_id": "20250107_001", "factor_count": 2, "ok_count": 1, "skipped_count": 1,
            "error_count": 0}]}""";

    static final String CALC_DETAIL = """
            {"task_id": "20250107_001", "factors": [{"factor_name": "PriceStrength_10D", "source": "rdagent_generated",
            "windows": [{"loop_id": 1, "combination": "main", "name": "main_window", "annual_return": 0.15,
            "max_drawdown": -0.08, "sharpe": 1.23}]}], "summary": {"factor_count": 1, "ok_count": 1, "skipped_count": 0,
            "error_count": 0, "window_count": 1, "loops_without_windows": []}}""";

    static final String BEST_BY_STRATEGY = """
            {"total": 1, "items": [{"strategy_id": "strategy_20250107_001_1", "task_run_id": "20250107_001", "loop_id": 1,
            "annualized_return": 0.15, "max_drawdown": -0.08, "sharpe": 1.23, "ic": 0.041, "ic_ir": null, "win_rate": null,
            "decision": "true", "metrics": {"IC": 0.041}, "summary_texts": {"execution": "finished"}}]}""";

    static final String BEST_BY_FACTOR = """
            {"total": 1, "items": [{"factor_name": "PriceStrength_10D", "task_run_id": "20250107_001", "loop_id": 1,
            "annualized_return": 0.15, "max_drawdown": -0.08, "sharpe": 1.23, "ic": 0.041, "ic_ir": null, "win_rate": null,
            "metrics": {"IC": 0.041}, "summary_texts": {"execution": "finished"}}]}""";

    private Examples() {}
}
