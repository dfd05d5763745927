package dev.loopline.kit.testing;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a PostgreSQL on a free port with an empty database, for the time of the tests. */
public final class DatabaseResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable Path folder;
    private @Nullable EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        folder = TestFolders.make("loopline-database");
        database = EmbeddedDatabase.start(DatabaseOptions.in(folder, "test"));
        return Map.of(
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password());
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
        TestFolders.delete(folder);
    }
}
