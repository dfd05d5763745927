package dev.loopline.cli.doctor;

import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.kit.broker.BrokerAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The user's own broker and database; the embedded ones are Loopline's own care. */
final class ServerChecks {

    /** The newest version of AIstock's tables that this Loopline knows. */
    static final int KNOWN_SCHEMA = 34;

    private static final int PATIENCE_SECONDS = 10;
    /** What Loopline asks of PostgreSQL exists since then. */
    private static final int OLDEST_POSTGRES = 12;
    /** SQLSTATE of a table that is not there. */
    private static final String UNDEFINED_TABLE = "42P01";

    List<Diagnosis> look(Patient patient) throws InterruptedException {
        List<Diagnosis> found = new ArrayList<>();
        if (patient.broker().isPresent()) {
            found.add(broker(patient.broker().get()));
        } else {
            found.add(Diagnosis.well("broker", "embedded"));
        }
        found.add(
                patient.database().isPresent()
                        ? database(patient.database().get())
                        : Diagnosis.well("database", "embedded"));
        return found;
    }

    private static Diagnosis broker(BrokerAccess broker) throws InterruptedException {
        try (Admin admin = broker.admin(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1000))) {
            int nodes = admin.describeCluster()
                    .nodes()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .size();
            return Diagnosis.well("broker", "well", broker, nodes);
        } catch (ExecutionException | TimeoutException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            return Diagnosis.trouble("broker", "silent", broker, why.getMessage() == null ? why : why.getMessage());
        }
    }

    private static Diagnosis database(ExternalDatabase database) {
        Properties settings = new Properties();
        settings.setProperty("user", database.user());
        settings.setProperty("password", database.password());
        settings.setProperty("connectTimeout", Integer.toString(PATIENCE_SECONDS));
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), settings)) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_POSTGRES) {
                return Diagnosis.trouble("database", "old", version, OLDEST_POSTGRES);
            }
            int schema = schema(connection);
            return schema > KNOWN_SCHEMA
                    ? Diagnosis.trouble("database", "newer", schema, KNOWN_SCHEMA)
                    : Diagnosis.well("database", "well", database.jdbcUrl(), version, schema);
        } catch (SQLException e) {
            return Diagnosis.trouble("database", "silent", database.jdbcUrl(), e.getMessage());
        }
    }

    /** The version of Loopline's tables; 0 if there are none. */
    private static int schema(Connection connection) throws SQLException {
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
}
