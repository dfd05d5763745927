package dev.loopline.cli.status;

import dev.loopline.cli.stack.Endpoints;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Connections to AIstock's database for the commands. */
public final class Databases {

    private static final String TIMEOUT_SECONDS = "10";

    private Databases() {}

    /** A connection of its own, without pool; the caller closes it. */
    public static Connection open(Endpoints endpoints) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", endpoints.dbUser());
        properties.setProperty("password", endpoints.dbPassword());
        properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
        properties.setProperty("ApplicationName", "loopline-cli");
        return DriverManager.getConnection(endpoints.jdbcUrl(), properties);
    }
}
