package dev.loopline.acceptance;

import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** AIstock as its users see it: rows and bundles. Opens a connection for each question. */
final class Aistock {

    static final List<String> CATALOG_TABLES = List.of(
            "aistock_loop_catalog",
            "aistock_factor_catalog",
            "aistock_model_catalog",
            "aistock_strategy_catalog",
            "aistock_factor_occurrence");

    private final Endpoints endpoints;
    private final Path home;

    Aistock(Endpoints endpoints) {
        this.endpoints = endpoints;
        this.home = Path.of(endpoints.aistockHome());
    }

    boolean hasLoop(LoopKey key) {
        return !query(
                        "SELECT 1 FROM aistock_loop_catalog WHERE task_run_id = ? AND loop_id = ?",
                        key.taskRunId(),
                        key.loopId())
                .isEmpty();
    }

    int count(String table) {
        return Integer.parseInt(query("SELECT count(*) FROM " + table).get(0));
    }

    /** Whether each factor with code in a bundle has its text. The importer fills it a moment after the rows. */
    boolean hasCodeTexts() {
        return query("SELECT 1 FROM aistock_factor_catalog WHERE asset_path IS NOT NULL AND code_text IS NULL LIMIT 1")
                .isEmpty();
    }

    /** Everything in the catalog tables but what belongs to these loops: text of each row, with its {@code id}. */
    Map<String, List<String>> rowsWithout(List<LoopKey> loops) {
        String[] excluded = loops.stream().map(LoopKey::toString).toArray(String[]::new);
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : CATALOG_TABLES) {
            rows.put(
                    table,
                    query(
                            "SELECT t::text FROM " + table
                                    + " t WHERE NOT ((task_run_id || '/' || loop_id) = ANY (?)) ORDER BY 1",
                            (Object) excluded));
        }
        return rows;
    }

    /** First column of each row, as text. */
    List<String> query(String sql, Object... parameters) {
        return firstColumn(endpoints.jdbcUrl(), sql, parameters);
    }

    /** The same in the database {@code rdagent}. */
    List<String> queryRegistry(String sql) {
        return firstColumn(endpoints.jdbcUrl().replaceFirst("/aistock$", "/rdagent"), sql);
    }

    private List<String> firstColumn(String url, String sql, Object... parameters) {
        try (Connection connection = DriverManager.getConnection(url, endpoints.dbUser(), endpoints.dbPassword());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] instanceof String[] texts) {
                    statement.setArray(i + 1, connection.createArrayOf("text", texts));
                } else {
                    statement.setObject(i + 1, parameters[i]);
                }
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(String.valueOf(result.getString(1)));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Path archive(LoopKey key) {
        return home.resolve("rdagent_assets/bundles").resolve(BundleId.of(key).fileName());
    }

    Path folder(LoopKey key) {
        return home.resolve("rdagent_assets/bundles").resolve(BundleId.of(key).value());
    }

    Path catalogFile(String name) {
        return home.resolve("rdagent_data").resolve(name);
    }

    /** Digest of each archive in a folder. */
    static Map<String, Sha256> digests(Path folder) throws IOException {
        Map<String, Sha256> digests = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".tar.gz")).toList()) {
                digests.put(file.getFileName().toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        return digests;
    }
}
