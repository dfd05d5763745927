package dev.loopline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private DatabaseOptions options() {
        return DatabaseOptions.in(folder.resolve("database with blanks"), "it's a \"secret\" % $1")
                .withBinariesFolder(shared.resolve("binaries"));
    }

    @Test
    void keepsRowsOverARestart() throws SQLException {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection connection = connect(database)) {
            Sql.run(connection, "CREATE TABLE kept (id int PRIMARY KEY)");
            Sql.run(connection, "INSERT INTO kept VALUES (42)");
        }

        // When
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection connection = connect(database)) {

            // Then
            assertThat(Sql.column(connection, "SELECT id FROM kept")).containsExactly("42");
        }
    }

    @Test
    void showsASchemaAsADatabaseToBeRead() throws SQLException {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection connection = connect(database)) {
            Sql.run(connection, "CREATE SCHEMA registry CREATE TABLE loops (id int)");
            Sql.run(connection, "INSERT INTO registry.loops VALUES (7)");
            database.showAsDatabase("registry");
            Sql.run(connection, "ALTER TABLE registry.loops ADD action text DEFAULT 'factor'");
        }

        // When it is shown again, from another port
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options())) {
            database.showAsDatabase("registry");

            // Then
            String url = database.jdbcUrl().replaceFirst("[^/]+$", "registry");
            String everything = "SELECT id || action FROM loops";
            try (Connection owner = DriverManager.getConnection(url, database.user(), database.password());
                    Connection superuser = DriverManager.getConnection(url, "postgres", "")) {
                assertThat(Sql.column(owner, everything)).containsExactly("7factor");
                assertThat(Sql.column(superuser, everything)).containsExactly("7factor");
                assertThatThrownBy(() -> Sql.run(superuser, "DELETE FROM loops"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("does not allow deletes");
            }
            assertThatThrownBy(() -> database.showAsDatabase("nowhere")).hasMessageContaining("nowhere");
        }
    }

    @Test
    void isDurableAndOnLoopbackOnlyAndOneMajorVersion() throws SQLException {
        // When
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection connection = connect(database)) {

            // Then
            assertThat(List.of(
                            show(connection, "fsync"),
                            show(connection, "synchronous_commit"),
                            show(connection, "full_page_writes"),
                            show(connection, "listen_addresses"),
                            show(connection, "server_encoding")))
                    .containsExactly("on", "on", "on", "127.0.0.1", "UTF8");
            assertThat(show(connection, "server_version")).startsWith("17.");
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void keepsOthersOfTheMachineOutOfItsFolders() throws Exception {
        // When
        EmbeddedDatabase.start(options()).close();

        // Then
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(options().dataFolder())))
                .isEqualTo("rwx------");
        assertThat(Files.getPosixFilePermissions(options().binariesFolder()))
                .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
    }

    @Test
    void saysSoWhenAnotherServerOwnsTheFolder() {
        // Given
        try (EmbeddedDatabase first = EmbeddedDatabase.start(options())) {

            // When
            assertThatThrownBy(() -> EmbeddedDatabase.start(options()))

                    // Then
                    .isInstanceOfSatisfying(
                            EmbeddedServerException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_IN_USE));
            assertThat(first.port()).isPositive();
        }
    }

    @Test
    void letsTheSuperuserInWithoutAndTheOwnerOnlyWithThePassword() throws SQLException {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options())) {

            // When
            try (Connection superuser = DriverManager.getConnection(database.jdbcUrl(), "postgres", "")) {

                // Then
                assertThat(Sql.column(superuser, "SELECT current_database()")).containsExactly("aistock");
            }
            assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
        }
    }

    @Test
    void saysSoWhenThePortIsTaken() throws Exception {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {

            // When
            assertThatThrownBy(() -> EmbeddedDatabase.start(options().withPort(other.getLocalPort())))

                    // Then
                    .isInstanceOfSatisfying(
                            EmbeddedServerException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PORT_IN_USE))
                    .hasMessageContaining(Integer.toString(other.getLocalPort()));
        }
    }

    @Test
    void saysSoWhenTheDataAreOfAnotherMajorVersion() throws Exception {
        // Given
        Path cluster = Files.createDirectories(options().dataFolder().resolve("cluster"));
        Files.writeString(cluster.resolve("PG_VERSION"), "18\n");

        // When
        assertThatThrownBy(() -> EmbeddedDatabase.start(options()))

                // Then
                .isInstanceOfSatisfying(
                        EmbeddedServerException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.INCOMPATIBLE_DATA))
                .hasMessageContaining("PostgreSQL 18");
    }

    @Test
    void beginsAnewWhenTheFirstStartNeverEnded() throws Exception {
        // Given
        Path data = options().dataFolder();
        Files.createDirectories(data.resolve("cluster"));
        Files.writeString(data.resolve("cluster").resolve("half-made"), "");
        Files.writeString(data.resolve("setup-unfinished"), "");

        // When
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection connection = connect(database)) {

            // Then
            assertThat(Sql.column(connection, "SELECT 1")).containsExactly("1");
            assertThat(data.resolve("setup-unfinished")).doesNotExist();
        }
    }

    @Test
    void startsWhenThePidFileNamesAStranger() throws Exception {
        // Given a clean stop, and then a pid file with the number of a process that is no server: this one
        EmbeddedDatabase.start(options()).close();
        Path cluster = options().dataFolder().resolve("cluster");
        Files.writeString(
                cluster.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n" + cluster + "\n");

        // When
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection connection = connect(database)) {

            // Then
            assertThat(Sql.column(connection, "SELECT 1")).containsExactly("1");
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        return Sql.column(connection, "SHOW " + setting).get(0);
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
