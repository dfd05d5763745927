package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The version of Loopline's tables in AIstock's database, which the importer brings up to date at its start. Stateless. */
public final class TablesVersion {

    /** The newest one that this Loopline knows. */
    public static final int KNOWN = 35;

    private static final String PATIENCE_SECONDS = "10";
    /** SQLSTATE of a table that is not there. */
    private static final String UNDEFINED_TABLE = "42P01";

    private TablesVersion() {}

    /** Opens a connection, without waiting long for a database that is not there. */
    public static Connection connect(ExternalDatabase database) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("user", database.user());
        settings.setProperty("password", database.password());
        settings.setProperty("connectTimeout", PATIENCE_SECONDS);
        return DriverManager.getConnection(database.jdbcUrl(), settings);
    }

    /** 0 if there are no tables. */
    public static int read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(version::int), 0)"
                        + " FROM public.loopline_schema_history WHERE success AND version ~ '^[0-9]+$'")) {
            return rows.next() ? rows.getInt(1) : 0;
        } catch (SQLException e) {
            if (UNDEFINED_TABLE.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    /**
     * Looks before anything is consumed, so that a newer Loopline's data are left as they are. A database that cannot be looked into
     * is the matter of the importer, which waits for it and says what is wrong.
     *
     * @throws StackException if a newer Loopline made the tables
     */
    static void refuseNewer(ExternalDatabase database) {
        try (Connection connection = connect(database)) {
            int found = read(connection);
            if (found > KNOWN) {
                throw new StackException(
                        Texts.text("stack.tables.newer", database.jdbcUrl().replaceFirst("\\?.*", ""), found, KNOWN));
            }
        } catch (SQLException e) {
            return; // The importer waits for it, and says what is wrong.
        }
    }
}
