package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.PrivateFile;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.embedded.RandomPassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * Broker and database of one stack, each kept running, or the addresses of the user's own. Their addresses are known before they
 * run.
 */
final class EmbeddedServers {

    /** Schema in which the importer keeps the registry's tables. */
    private static final String REGISTRY = "rdagent";

    private final StackOptions options;
    private final BrokerAddress kafkaAddress;
    private final ExternalDatabase databaseAddress;
    private final SupervisedServer<EmbeddedKafka> kafka;
    private final SupervisedServer<EmbeddedDatabase> database;

    EmbeddedServers(StackOptions options) {
        this.options = options;
        PortPlan ports = options.ports();
        this.kafkaAddress = options.kafka().orElseGet(() -> BrokerAddress.embedded(options.data(), ports.broker()));
        this.databaseAddress = options.database()
                .orElseGet(() -> new ExternalDatabase(
                        "jdbc:postgresql://127.0.0.1:" + ports.database() + "/" + EmbeddedDatabase.DATABASE,
                        EmbeddedDatabase.USER,
                        password(options.data())));
        this.kafka = new SupervisedServer<>(Texts.text("name.broker"), this::startKafka, options::announce);
        this.database = new SupervisedServer<>("PostgreSQL", this::startDatabase, options::announce);
    }

    BrokerAddress kafkaAddress() {
        return kafkaAddress;
    }

    ExternalDatabase databaseAddress() {
        return databaseAddress;
    }

    void requireFreePorts() {
        if (options.kafka().isEmpty()) {
            PortCheck.requireFree(options.ports().broker(), Texts.text("purpose.broker"));
        }
        // A PostgreSQL that a killed run left behind is stopped by the embedded database itself.
        boolean mayBeOurs = Files.exists(options.data().database().resolve(Path.of("cluster", "postmaster.pid")));
        if (options.database().isEmpty() && !mayBeOurs) {
            PortCheck.requireFree(options.ports().database(), "PostgreSQL");
        }
    }

    /** Starts the broker, unless the user has one or it runs. */
    void startKafka() {
        if (options.kafka().isEmpty()) {
            kafka.start();
        }
    }

    private EmbeddedKafka startKafka(Consumer<String> onEnd) {
        return EmbeddedKafka.start(KafkaOptions.in(options.data().broker())
                .withPort(options.ports().broker())
                .withFaultListener(fault -> onEnd.accept(String.valueOf(fault.getMessage()))));
    }

    void stopKafka() {
        kafka.stop();
    }

    /** Starts PostgreSQL, unless the user has one or it runs. */
    void startDatabase() {
        if (options.database().isEmpty()) {
            database.start();
        }
    }

    /** @throws StackException if a newer Loopline made the tables of the database */
    void refuseNewerTables() {
        if (options.runs(Service.AISTOCK_IMPORTER)) {
            TablesVersion.refuseNewer(databaseAddress);
        }
    }

    private EmbeddedDatabase startDatabase(Consumer<String> onEnd) {
        EmbeddedDatabase started = EmbeddedDatabase.start(databaseOptions());
        started.onExit().thenRun(() -> onEnd.accept(Texts.text("stack.server.gone")));
        return started;
    }

    /** Lets people find the registry's tables in a database of their own, unless PostgreSQL is the user's. */
    void showRegistry() {
        database.running().ifPresent(running -> {
            try {
                running.showAsDatabase(REGISTRY);
            } catch (SQLException e) {
                options.announce(
                        Texts.text("stack.registry.behind", REGISTRY, e.getMessage(), EmbeddedDatabase.DATABASE));
            }
        });
    }

    private DatabaseOptions databaseOptions() {
        DatabaseOptions own = DatabaseOptions.in(options.data().database(), databaseAddress.password())
                .withPort(options.ports().database());
        Path shared = options.installation().postgres();
        boolean usable = options.isRehearsal() || Files.isWritable(shared);
        return usable ? own.withBinariesFolder(shared) : own;
    }

    void stopDatabase() {
        database.stop();
    }

    /** Stops both for good; a start that is under way is waited for and undone. */
    void close() {
        database.close();
        kafka.close();
    }

    /** Made once for a data folder, and readable by its owner only. */
    private static String password(DataFolder data) {
        Path file = data.passwordFile();
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return newPassword(file);
        } catch (IOException e) {
            throw new StackException(Texts.text("file.unreadable", file, e.getMessage()), e);
        }
    }

    private static String newPassword(Path file) {
        String password = RandomPassword.make();
        try {
            PrivateFile.write(file, password + "\n");
        } catch (IOException e) {
            throw new StackException(Texts.text("file.unwritable", file, e.getMessage()), e);
        }
        return password;
    }
}
