package dev.loopline.cli.verify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Places;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** One loop that went all the way, in real stores; tests break one thing each. */
final class CraftedWorld implements AutoCloseable {

    static final String BUNDLE = "bundle_20250107_001_1";

    private static final List<String> METADATA =
            List.of("factor_meta.json", "factor_perf.json", "feedback.json", "model_meta.json", "strategy_meta.json");

    private static final String MANIFEST = """
            {"schema_version": 1, "primary_assets":
             {"factor_entry_relpath": "", "model_weight_relpath": "", "config_relpath": "feedback.json"}}""";

    private static final String TABLES = """
            DROP SCHEMA IF EXISTS rdagent CASCADE;
            DROP SCHEMA public CASCADE;
            CREATE SCHEMA public;
            CREATE SCHEMA rdagent;
            CREATE TABLE aistock_loop_catalog (id bigserial, task_run_id text, loop_id int, workspace_id text,
                workspace_path text, asset_bundle_id text, strategy_id text, factor_names jsonb, path_factor_meta text,
                path_factor_perf text, path_feedback text, path_model_meta text, path_strategy_meta text,
                path_ret_curve text, path_dd_curve text, path_mlruns text, path_model_files text,
                loopline_revision bigint);
            CREATE TABLE aistock_factor_catalog (id bigserial, name text, factor_name text, task_run_id text, loop_id int,
                asset_bundle_id text, input_schema jsonb, is_available boolean DEFAULT true, loopline_fingerprint text,
                impl_module text, impl_func text, interface_info jsonb, loopline_revision bigint);
            CREATE TABLE aistock_model_catalog (id bigserial, model_id text, task_run_id text, loop_id int,
                workspace_id text, asset_bundle_id text, preprocess_config jsonb, loopline_revision bigint);
            CREATE TABLE aistock_strategy_catalog (id bigserial, strategy_id text, task_run_id text, loop_id int,
                asset_bundle_id text, portfolio_config jsonb, python_implementation jsonb, loopline_revision bigint);
            CREATE TABLE aistock_factor_occurrence (task_run_id text, loop_id int, name text, fingerprint text);
            CREATE TABLE loopline_import (task_run_id text, loop_id int, revision bigint, imported_at timestamptz);
            CREATE TABLE loopline_rejected (kind text, entry_key text, field text, reason text, message text);
            CREATE TABLE rdagent.loops (task_run_id text, loop_id int, workspace_id text, workspace_path text, log_dir text);
            CREATE TABLE rdagent.production_bundles (task_run_id text, loop_id int, bundle_id text, bundle_path text);
            """;

    private static final String ROWS = """
            INSERT INTO aistock_loop_catalog (task_run_id, loop_id, workspace_id, workspace_path, asset_bundle_id,
                strategy_id, factor_names, path_factor_meta, path_model_files, loopline_revision)
            VALUES ('20250107_001', 1, 'ws_1', 'f:\\Dev\\RD\\log\\20250107_001\\workspace_ws_1', 'bundle_20250107_001_1',
                'strategy_20250107_001_1', '["Momentum"]', 'factor_meta.json', '["model.pkl"]', 1);
            INSERT INTO aistock_factor_catalog (name, factor_name, task_run_id, loop_id, asset_bundle_id, input_schema,
                loopline_fingerprint, loopline_revision)
            VALUES ('feature_Momentum', 'Momentum', '20250107_001', 1, 'bundle_20250107_001_1', '{}', 'abc', 1);
            INSERT INTO aistock_model_catalog (model_id, task_run_id, loop_id, workspace_id, asset_bundle_id,
                preprocess_config, loopline_revision)
            VALUES ('m1', '20250107_001', 1, 'ws_1', 'bundle_20250107_001_1', '{}', 1);
            INSERT INTO aistock_strategy_catalog (strategy_id, task_run_id, loop_id, asset_bundle_id, portfolio_config,
                loopline_revision)
            VALUES ('strategy_20250107_001_1', '20250107_001', 1, 'bundle_20250107_001_1', '{}', 1);
            INSERT INTO aistock_strategy_catalog (strategy_id) VALUES ('made by hand, of no concern');
            INSERT INTO aistock_factor_occurrence VALUES ('20250107_001', 1, 'feature_Momentum', 'abc');
            INSERT INTO rdagent.loops VALUES ('20250107_001', 1, 'ws_1', 'F:/Dev/RD/log', 'F:/Dev/RD/log/20250107_001');
            INSERT INTO rdagent.production_bundles VALUES ('20250107_001', 1, 'bundle_20250107_001_1', 'production_bundles/x');
            """;

    private static final String REGISTRY = """
            CREATE TABLE loops (task_run_id TEXT, loop_id INTEGER, has_result, workspace_id TEXT, workspace_path TEXT,
                materialization_status TEXT, materialization_error TEXT);
            CREATE TABLE workspaces (workspace_id TEXT, task_run_id TEXT, loop_id INTEGER, workspace_path TEXT);
            CREATE TABLE production_bundles (task_run_id TEXT, loop_id INTEGER, bundle_id TEXT, bundle_path TEXT);
            CREATE TABLE loopline_loop (task_run_id TEXT, loop_id INTEGER, has_result INTEGER,
                state TEXT DEFAULT 'registered', revision INTEGER DEFAULT 1, imported_revision INTEGER DEFAULT 1,
                failed_revision INTEGER DEFAULT 0, origin TEXT DEFAULT 'registry',
                registered_at_utc TEXT DEFAULT '2026-01-01T00:00:00.000000+00:00');
            """;

    private static final String REGISTRY_ROWS = """
            INSERT INTO loops VALUES ('20250107_001', 1, 'true', 'ws_1', 'F:/Dev/RD/log/20250107_001/workspace_ws_1',
                'done', NULL);
            INSERT INTO loops VALUES ('20250107_001', 2, 1, NULL, NULL, NULL, NULL);
            INSERT INTO loopline_loop (task_run_id, loop_id, has_result)
            VALUES ('20250107_001', 1, 1), ('20250107_001', 2, 0);
            INSERT INTO workspaces VALUES ('ws_1', '20250107_001', 1, 'F:/Dev/RD/log/20250107_001/workspace_ws_1');
            INSERT INTO workspaces VALUES ('ws_null', '20250107_001', NULL, 'F:/Dev/RD/log/20250107_001/workspace_ws_null');
            INSERT INTO production_bundles
            VALUES ('20250107_001', 1, 'bundle_20250107_001_1', 'production_bundles/bundle_20250107_001_1.tar.gz');
            """;

    private final Path home;
    private final Path aistock;
    private final EmbeddedDatabase database;
    private final HttpServer server;
    private boolean syncTouchesRows;
    private String loops = "[]";
    private String unassigned = "[]";

    CraftedWorld(Path folder, EmbeddedDatabase database) throws IOException, SQLException {
        this.home = Files.createDirectories(folder.resolve("rd agent")).toRealPath();
        this.aistock = Files.createDirectories(folder.resolve("aistock")).toRealPath();
        this.database = database;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Files.createDirectories(home.resolve("RDagentDB"));
        registry(REGISTRY);
        sql(TABLES);
    }

    /** Fills all stores with the one loop. */
    CraftedWorld withOneLoop() throws IOException, SQLException {
        Path workspace = Files.createDirectories(workspace());
        Files.writeString(workspace.resolve("factor_meta.json"), """
                {"factors": [{"name": "Momentum", "input_schema": {"required_fields": ["close"], "lookback_days": 10}}]}""");
        Files.writeString(workspace.resolve("factor_perf.json"), "{}");
        Files.writeString(workspace.resolve("feedback.json"), "{}");
        Files.writeString(workspace.resolve("model_meta.json"), "{\"preprocess_config\": {}}");
        Files.writeString(
                workspace.resolve("strategy_meta.json"),
                "{\"portfolio_config\": {\"signal_config\": {\"top_k\": 50}}}");
        Files.writeString(workspace.resolve("model.pkl"), "weights");
        Files.writeString(workspace.resolve("qlib_res.csv"), "IC,0.04");
        Path stray = Files.createDirectories(workspace.resolveSibling("workspace_ws_null"));
        Files.writeString(stray.resolve("feedback.json"), "{}");
        registry(REGISTRY_ROWS);
        bundle();
        catalogs();
        sql(ROWS);
        return this;
    }

    Path workspace() {
        return home.resolve("log/20250107_001/workspace_ws_1");
    }

    Path archive() {
        return home.resolve("production_bundles").resolve(BUNDLE + ".tar.gz");
    }

    Path cachedArchive() {
        return aistock.resolve("rdagent_assets/bundles").resolve(BUNDLE + ".tar.gz");
    }

    Path cachedFolder() {
        return aistock.resolve("rdagent_assets/bundles").resolve(BUNDLE);
    }

    Path producedCatalog(CatalogKind kind) {
        return home.resolve("rdagent_data").resolve(kind.fileName());
    }

    Path receivedCatalog(CatalogKind kind) {
        return aistock.resolve("rdagent_data").resolve(kind.fileName());
    }

    /** From now on a sync writes all loops anew, as it should not. */
    void letSyncTouchRows() {
        syncTouchesRows = true;
    }

    /** What the watcher answers about loops, and about what belongs to no loop, as JSON. */
    void watcherSays(String loops, String unassigned) {
        this.loops = loops;
        this.unassigned = unassigned;
    }

    void registry(String statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + home.resolve("RDagentDB/registry.sqlite"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(statements);
        }
    }

    void sql(String statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    Endpoints endpoints() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return new Endpoints(
                url,
                url,
                url,
                url,
                url,
                "127.0.0.1:1",
                Map.of(),
                database.jdbcUrl(),
                database.user(),
                database.password(),
                home.toString(),
                aistock.toString(),
                List.of(),
                new Places(List.of("F:/Dev/RD=" + home), List.of(), List.of(), Map.of()),
                1);
    }

    /** Packs what lies in the workspace, here and in AIstock. */
    void bundle() throws IOException {
        Files.createDirectories(archive().getParent());
        Files.createDirectories(cachedFolder());
        try (OutputStream file = Files.newOutputStream(archive());
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(file))) {
            add(tar, "manifest.json", MANIFEST.getBytes(StandardCharsets.UTF_8));
            for (String name : METADATA) {
                if (Files.exists(workspace().resolve(name))) {
                    add(tar, name, Files.readAllBytes(workspace().resolve(name)));
                }
            }
        }
        Files.copy(archive(), cachedArchive(), StandardCopyOption.REPLACE_EXISTING);
    }

    private void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
        Files.write(cachedFolder().resolve(name), content);
    }

    private void catalogs() throws IOException {
        catalogs("");
    }

    /** Writes the catalog files anew, the loop with this {@code readiness}. */
    void catalogs(String readiness) throws IOException {
        String loop = "\"task_run_id\": \"20250107_001\", \"loop_id\": 1, \"asset_bundle_id\": \"" + BUNDLE + "\"";
        catalog(CatalogKind.LOOP, "{" + loop + ", \"readiness\": [" + readiness + "]}");
        catalog(CatalogKind.FACTOR, "{\"factor_name\": \"Momentum\", " + loop + "}");
        catalog(
                CatalogKind.MODEL,
                "{\"model_id\": \"m1\", \"model_config\": {}, \"dataset_config\": {}, " + loop + "}");
        catalog(CatalogKind.STRATEGY, "{\"strategy_id\": \"strategy_20250107_001_1\", " + loop + "}");
    }

    /** The factor's entry with these fields beside its name and its loop, as JSON. */
    void factorEntry(String fields) throws IOException {
        catalog(
                CatalogKind.FACTOR,
                "{\"factor_name\": \"Momentum\", \"task_run_id\": \"20250107_001\", \"loop_id\": 1, \"asset_bundle_id\":"
                        + " \"" + BUNDLE + "\", " + fields + "}");
    }

    /** Where the home says that the library of factors is. */
    Path factorLibrary() throws IOException {
        Path root = home.resolve("rd-factors-lib");
        Files.writeString(
                home.resolve(".env"), "RD_FACTORS_LIB_ROOT=" + root + "\nRD_STRATEGIES_LIB_ROOT=" + root + "\n");
        return root;
    }

    /** A catalog file without entries, at both places. */
    void emptyCatalog(CatalogKind kind) throws IOException {
        catalog(kind, "");
    }

    /** Catalog files in which the model has no configuration, the loop with this {@code readiness}. */
    void modelWithoutConfiguration(String readiness) throws IOException {
        catalogs(readiness);
        catalog(
                CatalogKind.MODEL,
                "{\"model_id\": \"m1\", \"model_config\": null, \"dataset_config\": {}, \"task_run_id\":"
                        + " \"20250107_001\", \"loop_id\": 1, \"asset_bundle_id\": \"" + BUNDLE + "\"}");
    }

    private void catalog(CatalogKind kind, String entry) throws IOException {
        String content = "{\"version\": \"v1\", \"generated_at_utc\": \"2026-01-01T00:00:00Z\", \"" + kind.plural()
                + "\": [" + entry + "]}";
        for (Path file : List.of(producedCatalog(kind), receivedCatalog(kind))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = "{\"state\": \"idle\"}".getBytes(StandardCharsets.UTF_8);
        int status = 200;
        if (path.startsWith("/api/bundles/")) {
            boolean known = path.endsWith(BUNDLE) && Files.exists(archive());
            status = known ? 200 : 404;
            body = known ? Files.readAllBytes(archive()) : new byte[0];
        } else if (path.equals("/api/loops")) {
            body = loops.getBytes(StandardCharsets.UTF_8);
        } else if (path.equals("/api/unassigned")) {
            body = unassigned.getBytes(StandardCharsets.UTF_8);
        } else if (exchange.getRequestMethod().equals("POST") && syncTouchesRows) {
            try {
                sql("UPDATE aistock_loop_catalog SET loopline_revision = loopline_revision");
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
