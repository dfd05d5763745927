package dev.loopline.importer.schema;

import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** Waits for the database at start and brings its schema up to date, before anything is consumed. */
@ApplicationScoped
public class DatabaseGate {

    private static final Logger LOG = Logger.getLogger(DatabaseGate.class);
    private static final int BEFORE_EVERYTHING = 300;
    private static final long PAUSE_MS = 500;

    private final DataSource database;
    private final Flyway flyway;
    private final String url;
    private final Duration timeout;

    DatabaseGate(
            DataSource database,
            Flyway flyway,
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "loopline.importer.database-timeout", defaultValue = "60s") Duration timeout) {
        this.database = database;
        this.flyway = flyway;
        this.url = url;
        this.timeout = timeout;
    }

    void onStart(@Observes @Priority(BEFORE_EVERYTHING) StartupEvent event) {
        StartupGate.require(() -> {
            await();
            migrate();
        });
    }

    private void await() {
        Instant deadline = Instant.now().plus(timeout);
        boolean told = false;
        while (true) {
            try (Connection connection = database.getConnection()) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                if (isRefusal(e)) {
                    throw refused(e);
                }
                if (Instant.now().isAfter(deadline)) {
                    throw new StartupRefusedException(
                            "no PostgreSQL answers at " + where() + " after " + timeout.toSeconds()
                                    + " seconds; start it, or set QUARKUS_DATASOURCE_JDBC_URL to where it is ("
                                    + e.getMessage() + ")",
                            e);
                }
                if (!told) {
                    LOG.infof("Waiting for the database. url=%s reason=%s", where(), e.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    /** Class 28: the role or its password; class 3D: there is no such database. Waiting does not help. */
    private static boolean isRefusal(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String state = cause instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
            if (state.startsWith("28") || state.startsWith("3D")) {
                return true;
            }
        }
        return false;
    }

    private StartupRefusedException refused(SQLException e) {
        return new StartupRefusedException(
                "PostgreSQL at " + where() + " refuses the connection: " + e.getMessage()
                        + "; check QUARKUS_DATASOURCE_USERNAME, QUARKUS_DATASOURCE_PASSWORD and the database's name",
                e);
    }

    private void migrate() {
        try {
            int steps = flyway.migrate().migrationsExecuted;
            LOG.infof("Schema is up to date. url=%s migrations=%d", where(), steps);
        } catch (FlywayException e) {
            throw new StartupRefusedException(
                    "the tables at " + where() + " cannot be brought up to date: " + rootMessage(e), e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** The URL without its parameters, which may hold a password. */
    private String where() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupRefusedException("interrupted while waiting for the database", e);
        }
    }
}
