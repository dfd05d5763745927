package dev.loopline.cli.doctor;

import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.ExternalDatabase;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.stack.TablesVersion;
import dev.loopline.cli.text.BrokerTexts;
import dev.loopline.contracts.access.BrokerRight;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.broker.RightsCheck;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The user's own broker and database, and the embedded database while it runs; the rest of them is Loopline's own care. */
final class ServerChecks {

    private static final int PATIENCE_SECONDS = 10;
    /** What Loopline asks of PostgreSQL exists since then. */
    private static final int OLDEST_POSTGRES = 12;

    List<Diagnosis> look(Patient patient) throws InterruptedException {
        List<Diagnosis> found = new ArrayList<>();
        if (patient.broker().isPresent()) {
            found.add(broker(patient.broker().get()));
        } else {
            found.add(Diagnosis.well("broker", "embedded"));
        }
        found.add(
                patient.database().isPresent() ? database(patient.database().get()) : embeddedDatabase(patient.data()));
        return found;
    }

    private static Diagnosis broker(BrokerAccess broker) throws InterruptedException {
        try (RightsCheck rights = new RightsCheck(broker, Duration.ofSeconds(PATIENCE_SECONDS));
                Admin admin = broker.admin(Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1000,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1000))) {
            int nodes = admin.describeCluster()
                    .nodes()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .size();
            List<BrokerRight> missing = rights.missing(neededRights());
            return missing.isEmpty()
                    ? Diagnosis.well("broker", "well", broker, nodes)
                    : Diagnosis.advice("broker", "rights", broker, names(missing));
        } catch (ExecutionException | TimeoutException e) {
            String why = BrokerTrouble.find(e).map(BrokerTexts::text).orElseGet(() -> String.valueOf(e.getMessage()));
            return Diagnosis.trouble("broker", "trouble", broker, why);
        }
    }

    /** It can be looked into while it runs. */
    private static Diagnosis embeddedDatabase(DataFolder data) {
        return endpoints(data)
                .map(running ->
                        database(new ExternalDatabase(running.jdbcUrl(), running.dbUser(), running.dbPassword())))
                .filter(found -> found.level() != Diagnosis.Level.TROUBLE)
                .orElseGet(() -> Diagnosis.well("database", "embedded"));
    }

    /** Empty also where they cannot be read: whatever is wrong with the data folder, another look says. */
    private static Optional<Endpoints> endpoints(DataFolder data) {
        try {
            return Files.isRegularFile(data.endpointsFile()) ? Endpoints.read(data.endpointsFile()) : Optional.empty();
        } catch (StackException e) {
            return Optional.empty();
        }
    }

    /** Those of all services and of the commands: the services may be other users than this command is. */
    private static Set<BrokerRight> neededRights() {
        return BrokerRights.holders().stream()
                .flatMap(holder -> BrokerRights.of(holder).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String names(List<BrokerRight> rights) {
        return rights.stream().map(BrokerRight::toString).distinct().collect(Collectors.joining(", "));
    }

    private static Diagnosis database(ExternalDatabase database) {
        try (Connection connection = TablesVersion.connect(database)) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_POSTGRES) {
                return Diagnosis.trouble("database", "old", version, OLDEST_POSTGRES);
            }
            int schema = TablesVersion.read(connection);
            return schema > TablesVersion.KNOWN
                    ? Diagnosis.trouble("database", "newer", schema, TablesVersion.KNOWN)
                    : Diagnosis.well("database", "well", database.jdbcUrl(), version, schema);
        } catch (SQLException e) {
            return Diagnosis.trouble("database", "silent", database.jdbcUrl(), e.getMessage());
        }
    }
}
