package dev.loopline.importer.schema;

import dev.loopline.kit.consume.PatientRetry;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
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
    private static final int PATIENCE_SECONDS = 5;

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
            try {
                PatientRetry.atMost(timeout).run(this::open);
            } catch (StartupRefusedException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartupRefusedException("interrupted while waiting for the database", e);
            } catch (Exception e) {
                throw refusal(e);
            }
        });
    }

    private void open() throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!connection.isValid(PATIENCE_SECONDS)) {
                throw new SQLTransientConnectionException("the connection does not answer");
            }
        }
        update();
    }

    /** Brings the schema up to date, also while the service runs: another database may have come under the same address. */
    public synchronized void update() {
        int steps = SchemaUpdate.apply(flyway, where());
        LOG.infof("Schema is up to date. url=%s migrations=%d", where(), steps);
    }

    private StartupRefusedException refusal(Exception e) {
        String reason = rootMessage(e);
        if (FailureClassifier.isTransient(e)) {
            return new StartupRefusedException(
                    "no PostgreSQL that can be written to answers at " + where() + " after " + timeout.toSeconds()
                            + " seconds; start it, or set QUARKUS_DATASOURCE_JDBC_URL to where it is (" + reason + ")",
                    e);
        }
        if (e instanceof FlywayException) {
            return new StartupRefusedException(
                    "the tables at " + where() + " cannot be brought up to date: " + reason, e);
        }
        return new StartupRefusedException(
                "PostgreSQL at " + where() + " refuses the connection: " + reason
                        + "; check QUARKUS_DATASOURCE_USERNAME, QUARKUS_DATASOURCE_PASSWORD and the database's name",
                e);
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
}
