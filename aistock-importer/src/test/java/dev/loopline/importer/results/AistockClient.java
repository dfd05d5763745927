package dev.loopline.importer.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Does what AIstock's sync does: asks the results API in its order, and writes what it gets with statements of the same shape,
 * columns and conflict clauses, values in the text, as its driver puts them. A failed answer fails the sync.
 */
final class AistockClient {

    private static final String ENVELOPE = "catalog_version, generated_at_utc, catalog_source";

    private static final List<String> FACTOR = List.of(
            "expression",
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
            "best_performance",
            "interface_info",
            "asset_bundle_id");
    private static final List<String> ONCE =
            List.of("source_task_id", "source_code_origin", "source_loop_tag", "source_index");
    private static final List<String> STRATEGY = List.of(
            "scenario",
            "step_name",
            "action",
            "template_files",
            "data_config",
            "dataset_config",
            "portfolio_config",
            "backtest_config",
            "model_config",
            "feature_list",
            "market",
            "instruments",
            "freq",
            "python_implementation");
    private static final List<String> LOOP = List.of(
            "workspace_id",
            "workspace_path",
            "asset_bundle_id",
            "scenario",
            "step_name",
            "action",
            "status",
            "has_result",
            "strategy_id",
            "metrics",
            "annualized_return",
            "max_drawdown",
            "sharpe",
            "ic",
            "ic_ir",
            "win_rate",
            "decision",
            "log_dir",
            "workspace_role");
    private static final List<String> MODEL = List.of(
            "workspace_path",
            "log_dir",
            "model_type",
            "model_config",
            "dataset_config",
            "feature_schema",
            "flattened_feature_list",
            "model_artifacts",
            "asset_bundle_id");
    private static final List<String> ALPHA = List.of(
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
            "asset_bundle_id");

    private static final Set<String> JSON = Set.of(
            "tags",
            "variables",
            "performance_metrics",
            "interface_info",
            "raw_payload",
            "template_files",
            "data_config",
            "dataset_config",
            "portfolio_config",
            "backtest_config",
            "model_config",
            "feature_list",
            "instruments",
            "python_implementation",
            "metrics",
            "factor_names",
            "feature_schema",
            "flattened_feature_list",
            "model_artifacts");

    private final URI base;
    private final DataSource database;
    private final HttpClient http = HttpClient.newHttpClient();

    private JsonNode factors = Json.mapper().missingNode();
    private JsonNode strategies = factors;
    private JsonNode loops = factors;
    private JsonNode models = factors;
    private JsonNode alpha158 = factors;
    private JsonNode alpha360 = factors;

    AistockClient(URI base, DataSource database) {
        this.base = base;
        this.database = database;
    }

    /** A row to be written: column to literal. */
    private static final class Row {
        private final Map<String, String> values = new LinkedHashMap<>();

        Row put(String column, JsonNode value) {
            boolean isNothing = value.isMissingNode() || value.isNull();
            if (column.equals("tags") && isNothing) {
                values.put(column, "'[]'");
            } else if (JSON.contains(column) && !isNothing) {
                text(column, value.toString());
            } else {
                values.put(column, literal(value));
            }
            return this;
        }

        Row text(String column, String value) {
            values.put(column, "'" + value.replace("'", "''") + "'");
            return this;
        }
    }

    /** The whole sync: what it gets is upserted. */
    void upsertAll() throws IOException, InterruptedException, SQLException {
        List<JsonNode> answers = new ArrayList<>();
        answers.add(get("/catalog/factors?limit=5000"));
        for (String source : List.of("qlib_alpha158", "qlib_alpha360", "rdagent_generated")) {
            answers.add(get("/catalog/factors?limit=2000&source=" + source));
        }
        for (String tag : List.of("alpha158", "alpha360", "qlib")) {
            answers.add(get("/catalog/factors?limit=2000&tag=" + tag));
        }
        // The merged answer has no source.
        ObjectNode merged = Json.mapper().createObjectNode();
        merged.set("version", answers.get(0).get("version"));
        merged.set("generated_at_utc", answers.get(0).get("generated_at_utc"));
        ArrayNode all = merged.putArray("factors");
        answers.forEach(answer -> answer.path("factors").forEach(all::add));
        factors = merged;
        strategies = get("/catalog/strategies");
        loops = get("/catalog/loops");
        models = get("/catalog/models");
        JsonNode incremental = get("/catalog/incremental?limit=5000");
        if (!incremental.path("loops").isEmpty()) {
            loops = ((ObjectNode) incremental.deepCopy()).without("source");
        }
        alpha158 = get("/alpha158/meta");
        alpha360 = get("/alpha360/meta");
        nested(loops.path("loops"), incremental);
        factors(factors);
        strategies(strategies);
        loops(loops);
        models(models);
        alpha("aistock_alpha158_meta", alpha158);
        alpha("aistock_alpha360_meta", alpha360);
    }

    /** The sync by time: one page, imported loop by loop, each confirmed. */
    int incremental(String since) throws IOException, InterruptedException, SQLException {
        JsonNode page = get("/catalog/incremental?limit=100&last_sync_time=" + since);
        loops(page);
        for (JsonNode loop : page.path("loops")) {
            nested(Json.mapper().createArrayNode().add(loop), page);
            confirm(loop.path("asset_bundle_id").asText());
        }
        return page.path("loops").size();
    }

    /** What the last full sync did not list is deleted; a key with a number 0 counts as none. */
    void reconcile() throws SQLException {
        deleteOthers("aistock_factor_catalog", "factor_name", texts(factors.path("factors"), "name"));
        deleteOthers("aistock_alpha158_meta", "factor_name", texts(alpha158.path("factors"), "name"));
        deleteOthers("aistock_alpha360_meta", "factor_name", texts(alpha360.path("factors"), "name"));
        deleteOthers("aistock_strategy_catalog", "strategy_id", texts(strategies.path("strategies"), "strategy_id"));
        deleteOthers("aistock_loop_catalog", loops.path("loops"), List.of("task_run_id", "loop_id"));
        deleteOthers("aistock_model_catalog", models.path("models"), List.of("task_run_id", "loop_id", "workspace_id"));
    }

    void confirm(String bundleId) throws IOException, InterruptedException {
        String body = Json.mapper()
                .createObjectNode()
                .put("asset_bundle_id", bundleId)
                .put("status", "synced")
                .toString();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(base.resolve("/ops/sync-confirm"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("sync-confirm answers " + answer.statusCode() + ": " + answer.body());
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return Json.mapper().readTree(answer.body());
    }

    private void nested(JsonNode from, JsonNode envelope) throws SQLException {
        ObjectNode all = Json.mapper().createObjectNode();
        all.set("version", envelope.get("version"));
        all.set("generated_at_utc", envelope.get("generated_at_utc"));
        all.put("source", "rdagent_incremental");
        ArrayNode nestedFactors = all.putArray("factors");
        ArrayNode nestedModels = all.putArray("models");
        for (JsonNode loop : from) {
            loop.path("factors").forEach(nestedFactors::add);
            loop.path("models").forEach(nestedModels::add);
        }
        factors(all);
        models(all);
    }

    private void factors(JsonNode payload) throws SQLException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (JsonNode item : payload.path("factors")) {
            String raw = item.path("name").asText(item.path("factor_name").asText());
            String name = FactorNames.normalise(raw);
            Row row = new Row().text("factor_name", name).put("source", item.path("source"));
            envelope(row, payload);
            FACTOR.forEach(column -> row.put(column, item.path(column)));
            row.put("first_sota_task_id", item.path("first_sota_task_id"));
            row.put("is_sota_factor", item.path("is_sota_factor"));
            ONCE.forEach(column -> row.put(column, item.path(column)));
            row.put(
                    "raw_payload",
                    rest(item, FACTOR, List.of("name", "source", "first_sota_task_id", "is_sota_factor")));
            rows.putIfAbsent(name + "\n" + item.path("source").asText(), row);
        }
        List<String> updated = new ArrayList<>(List.of(ENVELOPE.split(", ")));
        updated.addAll(FACTOR);
        updated.add("raw_payload");
        upsert(
                "aistock_factor_catalog",
                "factor_name, source",
                rows.values(),
                updated,
                "first_sota_task_id = COALESCE(aistock_factor_catalog.first_sota_task_id, EXCLUDED.first_sota_task_id),"
                        + " is_sota_factor = COALESCE(aistock_factor_catalog.is_sota_factor, FALSE) OR"
                        + " COALESCE(EXCLUDED.is_sota_factor, FALSE)");
    }

    private void strategies(JsonNode payload) throws SQLException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (JsonNode item : payload.path("strategies")) {
            String id = item.path("strategy_id").asText();
            JsonNode example = item.path("workspace_example");
            Row row = new Row().text("strategy_id", id).text("display_name", "strategy-" + brief(id));
            envelope(row, payload);
            STRATEGY.forEach(column -> row.put(column, item.path(column)));
            for (String part : List.of("task_run_id", "loop_id", "workspace_id", "workspace_path")) {
                row.put("example_" + part, example.path(part));
            }
            row.put("in_selection_center", item.path("in_selection_center"));
            row.put(
                    "raw_payload",
                    rest(item, STRATEGY, List.of("strategy_id", "workspace_example", "in_selection_center")));
            rows.putIfAbsent(id, row);
        }
        upsertAllColumns("aistock_strategy_catalog", "strategy_id", rows.values());
    }

    private void loops(JsonNode payload) throws SQLException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (JsonNode item : payload.path("loops")) {
            String run = item.path("task_run_id").asText();
            int loop = item.path("loop_id").asInt();
            JsonNode paths = item.path("paths");
            JsonNode summary = item.path("summary_texts");
            Row row = new Row();
            envelope(row, payload);
            row.text("task_run_id", run)
                    .put("loop_id", item.path("loop_id"))
                    .text("display_name", brief(run) + "-loop" + loop)
                    .put("is_solidified", item.path("is_solidified"))
                    .put("sync_status", item.path("sync_status"))
                    .put("factor_names", normalised(item.path("factor_names")));
            LOOP.forEach(column -> row.put(column, item.path(column)));
            for (String text : List.of("execution", "value_feedback", "shape_feedback")) {
                row.put("summary_" + text, summary.path(text));
            }
            for (String file : List.of("factor_meta", "factor_perf", "feedback", "ret_curve", "dd_curve", "mlruns")) {
                row.put("path_" + file, paths.path(file));
            }
            row.put("path_model_files", paths.path("model_files"));
            row.put(
                    "raw_payload",
                    rest(item, LOOP, List.of("task_run_id", "loop_id", "factor_names", "summary_texts", "paths")));
            rows.putIfAbsent(run + "\n" + loop, row);
        }
        upsertAllColumns("aistock_loop_catalog", "task_run_id, loop_id", rows.values());
    }

    private void models(JsonNode payload) throws SQLException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (JsonNode item : payload.path("models")) {
            String run = item.path("task_run_id").asText();
            String workspace = item.path("workspace_id").asText();
            Row row = new Row();
            envelope(row, payload);
            row.put("model_id", item.path("model_id"))
                    .text("task_run_id", run)
                    .put("loop_id", item.path("loop_id"))
                    .text("workspace_id", workspace)
                    .text(
                            "display_name",
                            brief(run) + "-loop" + item.path("loop_id").asInt() + "-model-" + brief(workspace));
            MODEL.forEach(column -> row.put(column, item.path(column)));
            row.put("raw_payload", rest(item, MODEL, List.of("model_id", "task_run_id", "loop_id", "workspace_id")));
            rows.putIfAbsent(item.path("model_id").asText(), row);
        }
        upsertAllColumns("aistock_model_catalog", "model_id", rows.values());
    }

    private void alpha(String table, JsonNode payload) throws SQLException {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (JsonNode item : payload.path("factors")) {
            String name = FactorNames.normalise(item.path("name").asText());
            Row row = new Row()
                    .text("factor_name", name)
                    .text("lib_version", payload.path("version").asText(""))
                    .put("generated_at_utc", payload.path("generated_at_utc"));
            ALPHA.forEach(column -> row.put(column, item.path(column)));
            row.put("raw_payload", rest(item, ALPHA, List.of("name", "factor_name")));
            rows.putIfAbsent(name, row);
        }
        // It sets four columns that it does not insert.
        String more =
                ONCE.stream().map(column -> column + " = EXCLUDED." + column).collect(Collectors.joining(", "));
        List<String> updated = new ArrayList<>(ALPHA);
        updated.addAll(List.of("lib_version", "generated_at_utc", "raw_payload"));
        upsert(table, "factor_name", rows.values(), updated, more);
    }

    private static void envelope(Row row, JsonNode payload) {
        row.text("catalog_version", payload.path("version").asText(""))
                .put("generated_at_utc", payload.path("generated_at_utc"))
                .text("catalog_source", payload.path("source").asText(""));
    }

    private static JsonNode normalised(JsonNode names) {
        ArrayNode normalised = Json.mapper().createArrayNode();
        names.forEach(name -> normalised.add(FactorNames.normalise(name.asText())));
        return normalised;
    }

    @SafeVarargs
    private static JsonNode rest(JsonNode item, List<String>... structured) {
        ObjectNode rest = item.deepCopy();
        for (List<String> names : structured) {
            rest.remove(names);
        }
        return rest;
    }

    private static String brief(String text) {
        return text.length() <= 10 ? text : text.substring(0, 10);
    }

    private void upsertAllColumns(String table, String key, java.util.Collection<Row> rows) throws SQLException {
        if (!rows.isEmpty()) {
            Set<String> columns =
                    new LinkedHashSet<>(rows.iterator().next().values.keySet());
            columns.removeAll(List.of(key.split(", ")));
            if (table.equals("aistock_model_catalog")) {
                columns.removeAll(List.of("task_run_id", "loop_id", "workspace_id"));
            }
            upsert(table, key, rows, List.copyOf(columns), "");
        }
    }

    private void upsert(String table, String key, java.util.Collection<Row> rows, List<String> updated, String more)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Function<Row, String> tuple = row -> "(" + String.join(", ", row.values.values()) + ")";
        String sets =
                updated.stream().map(column -> column + " = EXCLUDED." + column).collect(Collectors.joining(", "));
        run("\n        INSERT INTO " + table + " ("
                + String.join(", ", rows.iterator().next().values.keySet()) + ")\n        VALUES "
                + rows.stream().map(tuple).collect(Collectors.joining(","))
                + "\n        ON CONFLICT (" + key + ") DO UPDATE SET " + sets + (more.isEmpty() ? "" : ", " + more));
    }

    private void deleteOthers(String table, String column, List<String> kept) throws SQLException {
        if (!kept.isEmpty()) {
            run("DELETE FROM " + table + " WHERE " + column + " NOT IN ("
                    + kept.stream()
                            .map(text -> literal(Json.mapper().getNodeFactory().textNode(text)))
                            .collect(Collectors.joining(","))
                    + ")");
        }
    }

    private void deleteOthers(String table, JsonNode kept, List<String> columns) throws SQLException {
        Set<String> keys = new LinkedHashSet<>();
        for (JsonNode one : kept) {
            boolean isWhole = columns.stream()
                    .map(one::path)
                    .allMatch(value -> value.isNumber()
                            ? value.asInt() != 0
                            : !value.asText("").isEmpty());
            if (isWhole) {
                keys.add("("
                        + columns.stream()
                                .map(column -> literal(one.path(column)))
                                .collect(Collectors.joining(",")) + ")");
            }
        }
        if (!keys.isEmpty()) {
            run("\n        DELETE FROM " + table
                    + " AS t\n        WHERE NOT EXISTS (\n            SELECT 1\n            FROM (VALUES "
                    + String.join(",", keys) + ") AS v(" + String.join(",", columns) + ")\n            WHERE "
                    + columns.stream()
                            .map(column -> "t." + column + " = v." + column)
                            .collect(Collectors.joining(" AND "))
                    + "\n        )");
        }
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    /** As the driver puts a value into the text: objects and lists as JSON. */
    private static String literal(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "NULL";
        }
        if (value.isNumber() || value.isBoolean()) {
            return value.asText();
        }
        String text = value.isTextual() ? value.textValue() : value.toString();
        return "'" + text.replace("'", "''") + "'";
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }
}
