package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.contracts.Sha256;
import dev.loopline.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Data of a version that is still to come: refused with one sentence, and left as they are. */
@DisabledOnOs(OS.WINDOWS)
class NewerDataIT {

    private static final int NEWER = 9999;

    @TempDir
    private Path folder;

    private StoredFolder stored;

    @BeforeEach
    void unpack() throws IOException {
        stored = StoredFolder.unpack("0.1", folder);
        // A newer version has given the catalog service a name.
        Files.writeString(stored.data().resolve("state/catalog-service/instance-name"), "catalog-of-a-newer-one");
    }

    @Test
    void refusesTablesOfANewerVersion() throws Exception {
        // Given
        KeyedRows before;
        try (EmbeddedDatabase database = stored.database();
                Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO loopline_schema_history SELECT max(installed_rank) + 1, '" + NEWER
                    + "', 'to come', 'SQL', 'V9999__to_come.sql', 1, 'loopline', now(), 1, true"
                    + " FROM loopline_schema_history");
            statement.execute("ALTER TABLE aistock_loop_catalog ADD COLUMN to_come text DEFAULT 'kept'");
            before = rows(database);
        }

        // When, Then
        assertThatItRefuses("were made by a newer Loopline", Integer.toString(NEWER));
        try (EmbeddedDatabase database = stored.database()) {
            assertThat(before.differencesFrom(rows(database), Set.of())).isEmpty();
        }
    }

    @Test
    void refusesAStateOfTheCatalogsOfANewerVersion() throws Exception {
        // Given
        Path file = stored.data().resolve("state/catalog-service/catalog.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = " + NEWER);
        }

        // When, Then
        assertThatItRefuses("was made by a newer Loopline", Integer.toString(NEWER));
    }

    @Test
    void refusesAnIndexOfBundlesOfANewerVersion() throws Exception {
        // Given
        try (Stream<Path> entries = Files.list(stored.home().resolve("production_bundles/.loopline"))) {
            for (Path entry :
                    entries.filter(file -> file.toString().endsWith(".json")).toList()) {
                Files.writeString(
                        entry,
                        Files.readString(entry).replace("\"format\":1", "\"format\":" + NEWER + ",\"to_come\":1"));
            }
        }

        // When, Then
        assertThatItRefuses("was written by a newer Loopline", Integer.toString(NEWER));
    }

    @Test
    void refusesTopicsOfANewerKafka() throws Exception {
        // Given
        Path format = stored.data().resolve("broker/format.properties");
        Files.writeString(
                format,
                Files.readString(format)
                        .replaceAll("metadata\\.version\\.level=.*", "metadata.version.level=" + NEWER)
                        .replaceAll("kafka\\.version=.*", "kafka.version=99.1"));

        // When, Then
        assertThatItRefuses("were written by Kafka 99.1", "Use the newer version");
    }

    @Test
    void refusesAClusterOfANewerPostgres() throws Exception {
        // Given
        Files.writeString(stored.data().resolve("postgres/cluster/PG_VERSION"), "99\n");

        // When, Then
        assertThatItRefuses("belong to PostgreSQL 99", "Use the version of this program that wrote them");
    }

    private void assertThatItRefuses(String what, String detail) throws IOException {
        Map<String, Sha256> before = stored.digests();
        assertThatThrownBy(() -> LocalStack.start(StackOptions.builder(Repository.root(), stored.home(), stored.data())
                                .freePorts()
                                .build())
                        .close())
                .isInstanceOf(StackException.class)
                .hasMessageContaining(what)
                .hasMessageContaining(detail)
                .satisfies(refusal -> assertThat(
                                String.valueOf(refusal.getMessage()).lines().toList())
                        .as("one sentence")
                        .hasSize(1));
        Map<String, Sha256> after = stored.digests();
        assertThat(after).hasSameSizeAs(before);
        assertThat(after.entrySet())
                .allSatisfy(file -> assertThat(before).containsEntry(file.getKey(), file.getValue()));
    }

    private static KeyedRows rows(EmbeddedDatabase database) throws SQLException {
        return KeyedRows.read(database.jdbcUrl(), database.user(), database.password());
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
