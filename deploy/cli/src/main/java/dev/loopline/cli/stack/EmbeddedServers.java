package dev.loopline.cli.stack;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.EmbeddedServerException;
import dev.loopline.embedded.KafkaOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Broker and database of one stack, or the addresses of the user's own. Their addresses are known before they run. */
final class EmbeddedServers {

    private static final int PASSWORD_BYTES = 18;
    /** Schema in which the importer keeps the registry's tables. */
    private static final String REGISTRY = "rdagent";

    private final StackOptions options;
    private final Consumer<String> brokerFault;
    private final String kafkaAddress;
    private final ExternalDatabase databaseAddress;
    private final Object kafkaLock = new Object();
    private final Object databaseLock = new Object();
    private @Nullable EmbeddedKafka kafka;
    private @Nullable EmbeddedDatabase database;
    private volatile boolean closed;

    EmbeddedServers(StackOptions options, Consumer<String> brokerFault) {
        this.options = options;
        this.brokerFault = brokerFault;
        PortPlan ports = options.ports();
        this.kafkaAddress = options.kafka().orElse("127.0.0.1:" + ports.broker());
        this.databaseAddress = options.database()
                .orElseGet(() -> new ExternalDatabase(
                        "jdbc:postgresql://127.0.0.1:" + ports.database() + "/" + EmbeddedDatabase.DATABASE,
                        EmbeddedDatabase.USER,
                        password(options.data())));
    }

    String kafkaAddress() {
        return kafkaAddress;
    }

    ExternalDatabase databaseAddress() {
        return databaseAddress;
    }

    void requireFreePorts() {
        if (options.kafka().isEmpty()) {
            PortCheck.requireFree(options.ports().broker(), "the broker");
        }
        // A PostgreSQL that a killed run left behind is stopped by the embedded database itself.
        boolean mayBeOurs = Files.exists(options.data().database().resolve(Path.of("cluster", "postmaster.pid")));
        if (options.database().isEmpty() && !mayBeOurs) {
            PortCheck.requireFree(options.ports().database(), "PostgreSQL");
        }
    }

    /** Starts the broker, unless the user has one or it runs. */
    void startKafka() {
        synchronized (kafkaLock) {
            if (options.kafka().isEmpty() && kafka == null && !closed) {
                kafka = translated(() -> EmbeddedKafka.start(KafkaOptions.in(
                                options.data().broker())
                        .withPort(options.ports().broker())
                        .withFaultListener(fault -> brokerFault.accept("The broker failed: " + fault.getMessage()))));
            }
        }
    }

    void stopKafka() {
        synchronized (kafkaLock) {
            if (kafka != null) {
                kafka.close();
                kafka = null;
            }
        }
    }

    /** Starts PostgreSQL, unless the user has one or it runs. */
    void startDatabase() {
        synchronized (databaseLock) {
            if (options.database().isEmpty() && database == null && !closed) {
                database = translated(() -> EmbeddedDatabase.start(databaseOptions()));
            }
        }
    }

    /** Lets people find the registry's tables in a database of their own, unless PostgreSQL is the user's. */
    void showRegistry() {
        synchronized (databaseLock) {
            if (database == null) {
                return;
            }
            try {
                database.showAsDatabase(REGISTRY);
            } catch (SQLException e) {
                options.announce("The database " + REGISTRY + " is not up to date (" + e.getMessage()
                        + "); the registry's tables are in the database " + EmbeddedDatabase.DATABASE + " as well.");
            }
        }
    }

    private DatabaseOptions databaseOptions() {
        DatabaseOptions own = DatabaseOptions.in(options.data().database(), databaseAddress.password())
                .withPort(options.ports().database());
        Path shared = options.built().postgres();
        boolean usable = options.archivesClasses() || Files.isWritable(shared);
        return usable ? own.withBinariesFolder(shared) : own;
    }

    void stopDatabase() {
        synchronized (databaseLock) {
            if (database != null) {
                database.close();
                database = null;
            }
        }
    }

    /** Stops both for good; a start that is under way is waited for and undone. */
    void close() {
        closed = true;
        stopDatabase();
        stopKafka();
    }

    private interface Start<T> {
        T start();
    }

    private static <T> T translated(Start<T> start) {
        try {
            return start.start();
        } catch (EmbeddedServerException e) {
            throw new StackException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }

    /** Made once for a data folder, and readable by its owner only. */
    private static String password(DataFolder data) {
        Path file = data.passwordFile();
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return newPassword(file);
        } catch (IOException e) {
            throw new StackException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static String newPassword(Path file) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try {
            PrivateFile.write(file, password + "\n");
        } catch (IOException e) {
            throw new StackException(file + " cannot be written: " + e.getMessage() + ".", e);
        }
        return password;
    }
}
