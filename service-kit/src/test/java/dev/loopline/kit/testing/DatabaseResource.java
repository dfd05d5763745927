package dev.loopline.kit.testing;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts a PostgreSQL on a free port with an empty database, for the time of the tests. The argument {@value #SCRIPT} names a
 * resource with SQL that is run before the service starts.
 */
public final class DatabaseResource implements QuarkusTestResourceLifecycleManager {

    public static final String SCRIPT = "script";

    private @Nullable String script;
    private @Nullable Path folder;
    private @Nullable EmbeddedDatabase database;

    @Override
    public void init(Map<String, String> arguments) {
        script = arguments.get(SCRIPT);
    }

    @Override
    public Map<String, String> start() {
        folder = TestFolders.make("loopline-database");
        database = EmbeddedDatabase.start(DatabaseOptions.in(folder, "test"));
        if (script != null) {
            run(database, script);
        }
        return Map.of(
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password());
    }

    private static void run(EmbeddedDatabase database, String script) {
        try (InputStream sql = Objects.requireNonNull(
                        Thread.currentThread().getContextClassLoader().getResourceAsStream(script), script);
                Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the script " + script + " failed", e);
        }
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
        TestFolders.delete(folder);
    }
}
