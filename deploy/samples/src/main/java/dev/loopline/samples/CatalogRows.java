package dev.loopline.samples;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Rows in AIstock's catalogs without the way that rows usually come: for pages and queries that are to be seen or measured
 * with many rows. Made inside the server, so that ten thousand of each kind take seconds. Every seventh loop has no
 * figures, every eleventh lacks a file. Constants only; each call gives the same rows.
 */
public final class CatalogRows {

    private static final String SERIES = " FROM generate_series(0, ?::int - 1) g";
    private static final String TASK = "'20250' || (100 + g / 25) || '_' || lpad((g / 25)::text, 3, '0')";
    private static final String LOOP = "g % 25";
    private static final String ENVELOPE =
            "'v1', timestamptz '2026-01-07 10:00:00Z' + g * interval '1 minute', 'generator'";
    private static final String SHARPE =
            "CASE WHEN g % 7 = 0 THEN NULL ELSE round((sin(g * 12.9898) * 2)::numeric, 4) END";
    private static final String RETURN =
            "CASE WHEN g % 7 = 0 THEN NULL ELSE round((sin(g * 78.233) / 4)::numeric, 4) END";
    private static final String DRAWDOWN =
            "CASE WHEN g % 7 = 0 THEN NULL ELSE round((-abs(sin(g * 37.719)) / 3)::numeric, 4) END";
    private static final String IC = "CASE WHEN g % 7 = 0 THEN NULL ELSE round((sin(g * 3.17) / 12)::numeric, 5) END";

    private static final List<String> STATEMENTS = List.of(
            "INSERT INTO aistock_loop_catalog (catalog_version, generated_at_utc, catalog_source, task_run_id, loop_id,"
                    + " display_name, workspace_id, workspace_path, asset_bundle_id, is_solidified, sync_status, step_name,"
                    + " action, status, has_result, strategy_id, factor_names, metrics, annualized_return, max_drawdown,"
                    + " sharpe, ic, decision, hypothesis, summary_execution, readiness, raw_payload) SELECT " + ENVELOPE
                    + ", " + TASK + ", " + LOOP + ", " + TASK + " || '-loop' || " + LOOP + ", 'ws_' || g,"
                    + " 'F:/Dev/RD-Agent-main/log/' || " + TASK + " || '/workspace_ws_' || g, 'bundle_' || " + TASK
                    + " || '_' || " + LOOP
                    + ", true, 'synced', 'running', CASE WHEN g % 3 = 0 THEN 'model' ELSE 'factor'"
                    + " END, 'success', true, 'strategy_' || " + TASK + " || '_' || " + LOOP
                    + ", jsonb_build_array('MOM_' || g % 60 || 'D', 'VOL_' || g % 40 || 'D', 'KMID'),"
                    + " jsonb_build_object('IC', " + IC + ", 'Rank IC', " + IC
                    + ", '1day.excess_return_without_cost.annualized_return', " + RETURN
                    + ", '1day.excess_return_without_cost.information_ratio', " + SHARPE + "), " + RETURN + ", "
                    + DRAWDOWN + ", " + SHARPE + ", " + IC + ", CASE WHEN g % 2 = 0 THEN 'true' ELSE 'false' END,"
                    + " '动量因子在高换手的股票上更强 / momentum is stronger where turnover is high, attempt ' || g,"
                    + " 'The backtest of attempt ' || g || ' finished.', CASE WHEN g % 11 = 0 THEN"
                    + " '[\"feedback_missing\"]'::jsonb ELSE '[]'::jsonb END, jsonb_build_object('model_weight', 'model.pkl')"
                    + SERIES,
            "INSERT INTO aistock_factor_catalog (factor_name, name, source, catalog_version, generated_at_utc,"
                    + " catalog_source, expression, region, tags, description_cn, freq, best_performance_sharpe,"
                    + " best_performance_ann_ret, asset_bundle_id, task_run_id, loop_id, workspace_id,"
                    + " loopline_fingerprint, interface_info, input_schema) SELECT 'MOM_' || g || 'D', 'feature_MOM_' ||"
                    + " g || 'D', CASE WHEN g % 5 = 0 THEN 'qlib_alpha158' ELSE 'rdagent_generated' END, " + ENVELOPE
                    + ", 'Mean($close / Ref($close, ' || g || ') - 1, ' || g % 30 + 2 || ') / Std($volume, ' || g || ')',"
                    + " 'cn', jsonb_build_array('momentum', 'price'), '第 ' || g || ' 个动量因子', '1d', " + SHARPE + ", "
                    + RETURN + ", 'bundle_' || " + TASK + " || '_' || " + LOOP + ", " + TASK + ", " + LOOP
                    + ", 'ws_' || g, md5(g::text), jsonb_build_object('type', 'class', 'standard_wrapper', 'factor_MOM_'"
                    + " || g || 'D'), jsonb_build_object('required_fields', jsonb_build_array('open', 'close',"
                    + " 'volume'), 'lookback_days', g)" + SERIES,
            "INSERT INTO aistock_factor_occurrence (fingerprint, task_run_id, loop_id, name, factor_name, source,"
                    + " workspace_id, asset_bundle_id, sharpe, annualized_return, max_drawdown) SELECT md5(g::text), "
                    + TASK + ", " + LOOP + ", 'feature_MOM_' || g || 'D', 'MOM_' || g || 'D', 'rdagent_generated',"
                    + " 'ws_' || g, 'bundle_' || " + TASK + " || '_' || " + LOOP + ", " + SHARPE + ", " + RETURN + ", "
                    + DRAWDOWN + SERIES,
            "INSERT INTO aistock_model_catalog (model_id, catalog_version, generated_at_utc, catalog_source, task_run_id,"
                    + " loop_id, workspace_id, display_name, model_type, model_config, dataset_config, asset_bundle_id)"
                    + " SELECT " + TASK + " || '_' || " + LOOP + " || '_ws_' || g, " + ENVELOPE + ", " + TASK + ", "
                    + LOOP
                    + ", 'ws_' || g, " + TASK + " || '-loop' || " + LOOP + " || '-model-ws_' || g, CASE WHEN g % 3 = 0"
                    + " THEN 'GeneralPTNN' ELSE 'LGBModel' END, jsonb_build_object('class', 'LGBModel', 'kwargs',"
                    + " jsonb_build_object('learning_rate', 0.05, 'num_leaves', 210)), jsonb_build_object('class',"
                    + " 'DatasetH'), 'bundle_' || " + TASK + " || '_' || " + LOOP + SERIES,
            "INSERT INTO aistock_strategy_catalog (strategy_id, strategy_name, display_name, catalog_version,"
                    + " generated_at_utc, catalog_source, task_run_id, loop_id, step_name, action, market,"
                    + " python_implementation, asset_bundle_id) SELECT 'strategy_' || " + TASK + " || '_' || " + LOOP
                    + ", 'strategy_' || " + TASK + " || '_' || " + LOOP + ", 'strategy-' || " + TASK + " || '_' || "
                    + LOOP
                    + ", " + ENVELOPE + ", " + TASK + ", " + LOOP + ", 'running', CASE WHEN g % 3 = 0 THEN 'model' ELSE"
                    + " 'factor' END, 'csi300', jsonb_build_object('module', 'rd_strategies_lib.generated', 'func',"
                    + " 'get_strategy_' || " + TASK + " || '_' || " + LOOP + " || '_config'), 'bundle_' || " + TASK
                    + " || '_' || " + LOOP + SERIES);

    private CatalogRows() {}

    /** Adds so many loops, and as many factors, models and strategies, to catalogs that have none of them yet. */
    public static void write(Connection connection, int loops) throws SQLException {
        for (String sql : STATEMENTS) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql.replace("?::int", Integer.toString(loops)));
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE aistock_loop_catalog, aistock_factor_catalog, aistock_factor_occurrence,"
                    + " aistock_model_catalog, aistock_strategy_catalog");
        }
    }
}
