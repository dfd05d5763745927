package dev.loopline.importer.read;

import static dev.loopline.importer.read.CatalogTerms.NEWEST;
import static dev.loopline.importer.read.CatalogTerms.columns;
import static dev.loopline.importer.read.CatalogTerms.search;
import static dev.loopline.importer.read.CatalogTerms.sorts;

import dev.loopline.importer.read.CatalogTable.Filter;
import java.util.Map;

/** The catalog of factors, and those of Qlib's own factors. Constants; see {@link Catalogs}. */
final class FactorCatalog {

    /** Factors; the drawdown is that of the occurrence that is shown, the other figures are the row's own. */
    static final CatalogTable FACTORS = new CatalogTable(
            "public.aistock_factor_catalog t LEFT JOIN public.aistock_factor_occurrence o ON o.fingerprint ="
                    + " t.loopline_fingerprint AND o.task_run_id = t.task_run_id AND o.loop_id = t.loop_id AND o.name ="
                    + " t.name AND t.loopline_fingerprint IS NOT NULL",
            "id",
            columns(
                    "id",
                    "name=t.factor_name",
                    "raw_name=t.name",
                    "expression",
                    "source",
                    "region",
                    "tags",
                    "description_cn",
                    "formula_hint",
                    "variables",
                    "freq",
                    "align",
                    "nan_policy",
                    "created_at_utc",
                    "experiment_id",
                    "impl_module",
                    "impl_func",
                    "impl_version",
                    "performance_metrics",
                    "first_sota_task_id",
                    "is_sota_factor",
                    "interface_info",
                    "input_schema",
                    "best_performance",
                    "best_performance_sharpe",
                    "best_performance_ann_ret",
                    "asset_bundle_id",
                    "source_task_id",
                    "source_code_origin",
                    "source_loop_tag",
                    "source_index",
                    "raw_payload",
                    "code_text_preview=left(t.code_text, 500)",
                    "ic",
                    "annualized_return=coalesce(t.annualized_return, t.best_performance_ann_ret)",
                    "max_drawdown=coalesce(t.max_drawdown, o.max_drawdown)",
                    "sharpe=coalesce(t.sharpe, t.best_performance_sharpe)",
                    "factor_type",
                    "data_source",
                    "asset_path",
                    "node_id",
                    "is_available",
                    "task_run_id",
                    "loop_id",
                    "workspace_id",
                    "workspace_path",
                    "fingerprint=t.loopline_fingerprint",
                    "code_digest=o.code_digest",
                    "occurrence_count=(SELECT count(*) FROM public.aistock_factor_occurrence n WHERE n.factor_name ="
                            + " t.factor_name AND t.loopline_fingerprint IS NOT NULL)",
                    "variants=(SELECT count(DISTINCT n.variant) FROM public.aistock_factor_occurrence n WHERE"
                            + " n.factor_name = t.factor_name AND t.loopline_fingerprint IS NOT NULL)"),
            Map.ofEntries(
                    Map.entry("id", Filter.number("id", "t.id = ?")),
                    Map.entry("name", Filter.text("t.factor_name = ?")),
                    Map.entry("q", search("t.factor_name, t.name, t.expression, t.description_cn")),
                    Map.entry("source", Filter.text("t.source = ?")),
                    Map.entry("exclude_source", Filter.text("t.source <> ALL (string_to_array(?, ','))")),
                    Map.entry("source_task_id", Filter.text("t.source_task_id = ?")),
                    Map.entry("task_run_id", Filter.text("t.task_run_id = ?")),
                    Map.entry("loop_id", Filter.number("loop_id", "t.loop_id = ?")),
                    Map.entry("region", Filter.text("t.region = ?")),
                    Map.entry("tag", Filter.text("t.tags @> jsonb_build_array(?::text)")),
                    Map.entry("factor_type", Filter.text("t.factor_type = ?")),
                    Map.entry("data_source", Filter.text("t.data_source = ?")),
                    Map.entry("node_id", Filter.text("t.node_id = ?")),
                    Map.entry("is_sota_factor", Filter.flag("coalesce(t.is_sota_factor, false) = ?"))),
            sorts(
                    "name=t.factor_name {}, t.source {}",
                    "newest=" + NEWEST,
                    "source=t.source {}, t.factor_name {}",
                    "sharpe=t.best_performance_sharpe {} NULLS LAST",
                    "ann_ret=t.best_performance_ann_ret {} NULLS LAST",
                    "mdd=coalesce(t.max_drawdown, o.max_drawdown) {} NULLS LAST",
                    "ic=t.ic {} NULLS LAST"),
            "t.factor_name, t.source");

    private FactorCatalog() {}

    /** The baseline factors of Qlib. @param kind {@code alpha158} or {@code alpha360} */
    static CatalogTable alpha(String kind) {
        return new CatalogTable(
                "public.aistock_" + kind + "_meta t",
                "factor_name",
                columns(
                        "name=t.factor_name",
                        "lib_version",
                        "generated_at_utc",
                        "expression",
                        "description_cn",
                        "variables",
                        "freq",
                        "align",
                        "nan_policy",
                        "impl_module",
                        "impl_func",
                        "impl_version",
                        "best_performance",
                        "best_performance_sharpe",
                        "best_performance_ann_ret",
                        "interface_info",
                        "asset_bundle_id",
                        "raw_payload"),
                Map.of("q", search("t.factor_name, t.expression")),
                sorts("name=t.factor_name {}"),
                "t.factor_name");
    }
}
