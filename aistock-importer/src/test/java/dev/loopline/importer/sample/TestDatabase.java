package dev.loopline.importer.sample;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.importer.schema.SchemaUpdate;
import dev.loopline.kit.testing.TestFolders;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** An empty database for each test, one after the other, on one server for all. */
public final class TestDatabase {

    private final PGSimpleDataSource source;

    private TestDatabase(PGSimpleDataSource source) {
        this.source = source;
    }

    private static final class Server {
        static final EmbeddedDatabase SERVER = start();

        private static EmbeddedDatabase start() {
            Path folder = TestFolders.make("loopline-database");
            EmbeddedDatabase made = EmbeddedDatabase.start(DatabaseOptions.in(folder, "test"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                made.close();
                TestFolders.delete(folder);
            }));
            return made;
        }
    }

    /** An empty database. */
    public static TestDatabase empty() throws SQLException {
        TestDatabase made = new TestDatabase(source(Server.SERVER.jdbcUrl()));
        made.execute("DROP SCHEMA IF EXISTS rdagent CASCADE");
        made.execute("DROP SCHEMA public CASCADE");
        made.execute("CREATE SCHEMA public");
        return made;
    }

    /** A database with the tables. */
    public static TestDatabase migrated() throws SQLException {
        TestDatabase made = empty();
        made.migrate();
        return made;
    }

    private static PGSimpleDataSource source(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(Server.SERVER.user());
        source.setPassword(Server.SERVER.password());
        return source;
    }

    public PGSimpleDataSource source() {
        return source;
    }

    /** @return the number of migrations that were applied */
    public int migrate() {
        return SchemaUpdate.apply(flyway("latest"), "the test's database");
    }

    /** Makes the tables as they were at this version. */
    public void migrateTo(String version) {
        SchemaUpdate.apply(flyway(version), "the test's database");
    }

    private Flyway flyway(String version) {
        return Flyway.configure()
                .dataSource(source)
                .table("loopline_schema_history")
                .defaultSchema("public")
                .target(version)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As the server's superuser. */
    public void executeAsSuperuser(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        source.getUrl(), EmbeddedDatabase.SUPERUSER, Server.SERVER.superuserPassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row as its columns' texts, separated by {@code |}. */
    public List<String> rows(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }

    /** Everything that imports decide; not the times at which they ran, nor ids. */
    public List<String> dump() throws SQLException {
        List<String> dump = new ArrayList<>();
        for (String table : List.of(
                "public.aistock_loop_catalog",
                "public.aistock_factor_catalog",
                "public.aistock_model_catalog",
                "public.aistock_strategy_catalog",
                "public.aistock_factor_occurrence",
                "rdagent.loops",
                "rdagent.workspaces",
                "rdagent.production_bundles",
                "rdagent.artifacts",
                "rdagent.artifact_files",
                "rdagent.task_runs")) {
            dump.addAll(rows("SELECT '" + table + "', (to_jsonb(t) - 'id' - 'updated_at' - 'created_at')::text FROM "
                    + table + " t ORDER BY 2"));
        }
        return dump;
    }
}
