package dev.loopline.kit.testing;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a PostgreSQL on a free port with an empty database, for the time of the tests. */
public final class DatabaseResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        try {
            database =
                    EmbeddedDatabase.start(DatabaseOptions.in(Files.createTempDirectory("loopline-database"), "test"));
            return Map.of(
                    "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                    "quarkus.datasource.username", database.user(),
                    "quarkus.datasource.password", database.password());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
    }
}
