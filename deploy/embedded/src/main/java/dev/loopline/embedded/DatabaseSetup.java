package dev.loopline.embedded;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What the server must have before anyone uses it: the role and its database. Each step may be repeated. Not safe for use by
 * several threads.
 */
final class DatabaseSetup {

    /** Durable, small, loopback only. The library's own defaults are for tests that may lose everything. */
    static final Map<String, String> SERVER_SETTINGS = Map.ofEntries(
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", LoopbackPort.HOST),
            Map.entry("unix_socket_directories", ""),
            Map.entry("shared_buffers", "32MB"),
            Map.entry("max_connections", "60"),
            Map.entry("max_wal_size", "256MB"),
            Map.entry("min_wal_size", "32MB"),
            Map.entry("max_wal_senders", "0"),
            Map.entry("max_worker_processes", "4"),
            Map.entry("max_logical_replication_workers", "0"),
            Map.entry("autovacuum_max_workers", "2"),
            Map.entry("jit", "off"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("timezone", "UTC"));

    private final int port;
    private final DatabaseAccess access;

    DatabaseSetup(int port, DatabaseAccess access) {
        this.port = port;
        this.access = access;
    }

    /** @param password of the role that owns the database */
    void apply(String password) throws SQLException, IOException {
        try (Connection connection = superuser().getConnection()) {
            if (access.isToBeSet()) {
                setPassword(connection, EmbeddedDatabase.SUPERUSER, access.superuserPassword());
                access.keep();
                execute(connection, "SELECT pg_reload_conf()");
            }
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", EmbeddedDatabase.USER)) {
                execute(connection, "CREATE ROLE " + EmbeddedDatabase.USER + " LOGIN");
            }
            setPassword(connection, EmbeddedDatabase.USER, password);
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", EmbeddedDatabase.DATABASE)) {
                execute(connection, "CREATE DATABASE " + EmbeddedDatabase.DATABASE + " OWNER " + EmbeddedDatabase.USER);
            }
        }
    }

    /** Connects as the one who may do everything. */
    PGSimpleDataSource superuser() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {LoopbackPort.HOST});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser(EmbeddedDatabase.SUPERUSER);
        source.setPassword(access.superuserPassword());
        return source;
    }

    private static void setPassword(Connection connection, String role, String password) throws SQLException {
        execute(connection, SchemaDatabase.format(connection, "ALTER ROLE %I PASSWORD %L", role, password));
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
