package dev.loopline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {

    /** Where PostgreSQL's JDBC driver looks, as other clients look at {@code PGPASSFILE}. */
    private static final String PASSWORD_FILE = "org.postgresql.pgpassfile";

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

    /** As on a full disk: a supervisor tries again until there is room. */
    @Test
    void startsAfterStartsThatFailed() throws SQLException {
        // Given
        EmbeddedDatabase.start(options()).close();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> EmbeddedDatabase.start(
                            options().withSetting("shared_buffers", "nonsense"), Duration.ofSeconds(2)))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("Gave up waiting");
        }

        // When
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection connection = connect(database)) {

            // Then
            assertThat(show(connection, "server_version")).startsWith("17.");
            assertThat(database.onExit()).isNotDone();
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
                    Connection superuser = DriverManager.getConnection(url, "postgres", database.superuserPassword())) {
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
        for (String secret : List.of("superuser-password", "pgpass")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(options().dataFolder().resolve(secret))))
                    .isEqualTo("rw-------");
        }
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
    void letsEachRoleInWithItsPasswordOnly() throws Exception {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options())) {

            // When
            for (String role : List.of("postgres", database.user())) {
                for (String wrong : List.of("", "wrong", role)) {

                    // Then
                    assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), role, wrong))
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("password");
                }
            }
            assertThat(currentUser(database, "postgres", database.superuserPassword()))
                    .isEqualTo("postgres");
        }
    }

    @Test
    void givesTheOwnerOfTheDatabaseNoWayToPrograms() throws SQLException {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection owner = connect(database)) {

            // When
            for (String way : List.of(
                    "COPY (SELECT 1) TO PROGRAM 'cat'",
                    "COPY (SELECT 1) TO '" + folder.resolve("x") + "'",
                    "SELECT pg_read_file('PG_VERSION')",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'x'",
                    "ALTER ROLE loopline SUPERUSER")) {

                // Then
                assertThatThrownBy(() -> Sql.run(owner, way))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
    }

    @Test
    void givesPasswordsToTheProgramsOfTheOwnerOfTheFolder() throws Exception {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options())) {

            // When
            Path file = options().dataFolder().resolve("pgpass");

            // Then
            assertThat(Files.readAllLines(file))
                    .containsExactly(
                            "127.0.0.1:" + database.port() + ":*:postgres:" + database.superuserPassword(),
                            "127.0.0.1:" + database.port() + ":*:loopline:it's a \"secret\" % $1");
        }
    }

    @Test
    void letsAJdbcClientInThatHasNothingButThePasswordFile() throws Exception {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options())) {
            System.setProperty(
                    PASSWORD_FILE, options().dataFolder().resolve("pgpass").toString());
            try {

                // When
                for (String role : List.of("postgres", database.user())) {
                    Properties noPassword = new Properties();
                    noPassword.setProperty("user", role);
                    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), noPassword)) {

                        // Then
                        assertThat(Sql.column(connection, "SELECT current_user || ' ' || current_database()"))
                                .containsExactly(role + " aistock");
                    }
                }
            } finally {
                System.clearProperty(PASSWORD_FILE);
            }
        }
    }

    /** The command of AIstock's guide, with the host and port of this server. */
    @Test
    void letsPsqlInWithThePasswordFile() throws Exception {
        // Given
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options())) {
            ProcessBuilder psql = new ProcessBuilder("psql", "-w", "-At", "-U", "postgres", "-d", "aistock")
                    .redirectErrorStream(true);
            psql.command().addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(database.port())));
            psql.command().addAll(List.of("-c", "SELECT version();"));
            psql.environment()
                    .put("PGPASSFILE", options().dataFolder().resolve("pgpass").toString());

            // When
            Process process;
            try {
                process = psql.start();
            } catch (IOException e) {
                Assumptions.assumeTrue(false, "there is no psql on the PATH: " + e.getMessage());
                return;
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // Then
            assertThat(process.waitFor()).as(out).isZero();
            assertThat(out).startsWith("PostgreSQL 17.");
        }
    }

    @Test
    void givesThePasswordToTheSuperuserOfAClusterThatHadNone() throws Exception {
        // Given a cluster as an earlier version left it
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options());
                Connection superuser =
                        DriverManager.getConnection(database.jdbcUrl(), "postgres", database.superuserPassword())) {
            Sql.run(superuser, "ALTER ROLE postgres PASSWORD NULL");
            Sql.run(superuser, "CREATE TABLE kept AS SELECT 1 AS one");
        }
        Files.delete(options().dataFolder().resolve("superuser-password"));

        // When
        for (int start = 0; start < 2; start++) {
            try (EmbeddedDatabase database = EmbeddedDatabase.start(options())) {

                // Then
                assertThat(currentUser(database, "postgres", database.superuserPassword()))
                        .isEqualTo("postgres");
                Awaitility.await()
                        .untilAsserted(() -> assertThatThrownBy(
                                        () -> DriverManager.getConnection(database.jdbcUrl(), "postgres", ""))
                                .hasMessageContaining("password"));
            }
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

    private static String currentUser(EmbeddedDatabase database, String role, String password) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), role, password)) {
            return Sql.column(connection, "SELECT current_user").get(0);
        }
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
