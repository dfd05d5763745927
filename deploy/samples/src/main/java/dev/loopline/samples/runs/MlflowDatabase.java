package dev.loopline.samples.runs;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** mlflow's store in SQLite: {@code mlflow.db} beside {@code mlruns}, which then holds artifacts only. */
final class MlflowDatabase {

    private static final String TABLES = """
            CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name VARCHAR(256) UNIQUE NOT NULL,
                artifact_location VARCHAR(256), lifecycle_stage VARCHAR(32));
            CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20),
                status VARCHAR(9), start_time BIGINT, end_time BIGINT, lifecycle_stage VARCHAR(20),
                artifact_uri VARCHAR(200), experiment_id INTEGER);
            CREATE TABLE params (key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL);
            CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL,
                run_uuid VARCHAR(32) NOT NULL, step BIGINT NOT NULL, is_nan BOOLEAN NOT NULL);
            INSERT INTO experiments VALUES (1, 'workflow', 'mlruns/1', 'active')""";

    private MlflowDatabase() {}

    /** An older run without weights, and the one that counts. */
    static Weight write(HomeFiles files, String folder, String key, byte[] weights) {
        String run = Made.id(key + " run");
        String member = "mlruns/1/" + run + "/artifacts/params.pkl";
        files.write(folder + "/" + member, weights);
        Path file = files.resolve(folder + "/mlflow.db");
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = database.createStatement()) {
            for (String sql : TABLES.split(";")) {
                statement.executeUpdate(sql);
            }
            statement.executeUpdate(row(Made.id(key + " older"), "FAILED", 1_760_000_000_000L));
            statement.executeUpdate(row(run, "FINISHED", 1_760_100_000_000L));
        } catch (SQLException e) {
            throw new IllegalStateException("mlflow's database " + file + " cannot be written", e);
        }
        files.stamp(file);
        return new Weight(member, Made.sha256(weights));
    }

    private static String row(String run, String status, long begun) {
        return "INSERT INTO runs VALUES ('%1$s', 'recorder', 'LOCAL', '%2$s', %3$d, %4$d, 'active', 'mlruns/1/%1$s/artifacts', 1)"
                .formatted(run, status, begun, begun + 25_000);
    }
}
