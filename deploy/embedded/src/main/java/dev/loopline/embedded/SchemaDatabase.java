package dev.loopline.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that shows the tables of one schema of {@value EmbeddedDatabase#DATABASE} as foreign tables, for those who expect
 * them in a database of their own. Nothing can be changed through it.
 */
final class SchemaDatabase {

    private final PGSimpleDataSource superuser;
    private final String password;

    /**
     * @param superuser a connection to any database, as superuser
     * @param password of {@link EmbeddedDatabase#USER}
     */
    SchemaDatabase(PGSimpleDataSource superuser, String password) {
        this.superuser = superuser;
        this.password = password;
    }

    /**
     * Makes the database if it is missing, and its tables anew: port, password and columns may have changed. What others built
     * upon these tables goes with them.
     *
     * @param schema name of the schema, and of the database
     * @throws SQLException if the server refuses; then the tables are as they were
     */
    void show(String schema) throws SQLException {
        try (Connection connection = superuser.getConnection()) {
            if (!exists(connection, schema)) {
                execute(connection, format(connection, "CREATE DATABASE %I", schema));
            }
        }
        superuser.setDatabaseName(schema);
        try (Connection connection = superuser.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, "CREATE EXTENSION IF NOT EXISTS postgres_fdw");
            execute(connection, "DROP SERVER IF EXISTS source CASCADE");
            execute(
                    connection,
                    format(
                            connection,
                            "CREATE SERVER source FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L,"
                                    + " updatable 'false')",
                            LoopbackPort.HOST,
                            Integer.toString(superuser.getPortNumbers()[0]),
                            EmbeddedDatabase.DATABASE));
            execute(
                    connection,
                    format(
                            connection,
                            "CREATE USER MAPPING FOR PUBLIC SERVER source OPTIONS (user %L, password %L)",
                            EmbeddedDatabase.USER,
                            password));
            execute(connection, format(connection, "IMPORT FOREIGN SCHEMA %I FROM SERVER source INTO public", schema));
            execute(
                    connection,
                    format(connection, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO %I", EmbeddedDatabase.USER));
            connection.commit();
        }
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Statements like these take no parameters, so the server quotes what goes into them itself. */
    static String format(Connection connection, String pattern, String... values) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT format(?, VARIADIC ?)")) {
            query.setString(1, pattern);
            query.setArray(2, connection.createArrayOf("text", values));
            try (ResultSet result = query.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
