package dev.loopline.embedded;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server as a child process, on 127.0.0.1, with its data in a folder that is made at the first start and
 * kept ever after. It holds one database, {@value #DATABASE}, owned by the role {@value #USER}. Commits reach the disk
 * before they are acknowledged.
 *
 * <p>Each role needs its password, the superuser {@value #SUPERUSER} too. The file {@code pgpass} in the data folder has both
 * for PostgreSQL's own programs; only the owner of the folder can read it.
 *
 * <p>A server that outlived its killed JVM is stopped cleanly by the next start. Safe for use by several threads.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    /** Name of the database. */
    public static final String DATABASE = "aistock";

    /** Role that owns the database. */
    public static final String USER = "loopline";

    /** Role that may do everything. */
    public static final String SUPERUSER = "postgres";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String SERVER = "The embedded PostgreSQL server";
    private static final String MAJOR_VERSION = "17";
    private static final String LIBRARY_LOCK = "epg-lock";
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private final DataFolder folder;
    private final DatabaseOptions options;
    private final PostgresProcess process;
    private final PostgresLog log;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile int port;
    private volatile @Nullable DatabaseAccess access;
    private volatile @Nullable EmbeddedPostgres postgres;
    private volatile CompletableFuture<?> exit = new CompletableFuture<>();

    private EmbeddedDatabase(DataFolder folder, DatabaseOptions options) {
        this.folder = folder;
        this.options = options;
        this.process = new PostgresProcess(cluster());
        this.log = new PostgresLog(folder.resolve("postgres.log"));
    }

    /**
     * Starts a server and returns when its database can be used.
     *
     * @throws EmbeddedServerException if it cannot; nothing is left running then
     */
    public static EmbeddedDatabase start(DatabaseOptions options) {
        return start(options, START_PATIENCE);
    }

    static EmbeddedDatabase start(DatabaseOptions options, Duration patience) {
        long begin = System.nanoTime();
        EmbeddedDatabase database = new EmbeddedDatabase(DataFolder.take(options.dataFolder(), SERVER), options);
        try {
            database.run(patience);
        } catch (Exception | Error e) { // the library reports unreadable binaries by an Error
            EmbeddedServerException failure = database.asStartFailure(e);
            database.close();
            throw failure;
        }
        LOG.info(
                "Embedded database ready jdbcUrl={} dataFolder={} millis={}",
                database.jdbcUrl(),
                database.folder.root(),
                (System.nanoTime() - begin) / 1_000_000);
        return database;
    }

    private void run(Duration patience) throws Exception {
        process.stopIfRunning();
        if (folder.setupUnfinished()) {
            folder.discard(cluster());
        }
        requireReadable();
        port = LoopbackPort.probe(options.port(), SERVER);
        boolean first = !Files.exists(versionFile());
        if (first) {
            folder.beginSetup();
        }
        log.rotate();
        OwnerOnly.createDirectories(binaries());
        access = new DatabaseAccess(folder, cluster(), first);
        // The library keeps this lock when a start fails, and so would refuse every later one in this JVM. The folder
        // is ours.
        Files.deleteIfExists(cluster().resolve(LIBRARY_LOCK));
        postgres = builder(access).setPGStartupWait(patience).start();
        exit = process.onExit();
        OwnerOnly.forbidOthersToWrite(binaries()); // the library opens it to all
        new DatabaseSetup(port, access).apply(options.password());
        access.writeClientFile(port, options.password());
        if (first) {
            folder.endSetup();
        }
    }

    private Path cluster() {
        return folder.resolve("cluster");
    }

    private Path binaries() {
        return options.binariesFolder().toAbsolutePath().normalize();
    }

    private Path versionFile() {
        return cluster().resolve("PG_VERSION");
    }

    private void requireReadable() throws IOException {
        if (!Files.exists(versionFile())) {
            return;
        }
        String found = Files.readString(versionFile()).strip();
        if (!found.equals(MAJOR_VERSION)) {
            throw new EmbeddedServerException(
                    Reason.INCOMPATIBLE_DATA,
                    "The data in " + cluster() + " belong to PostgreSQL " + found + ", and PostgreSQL " + MAJOR_VERSION
                            + " in here cannot read them. Use the version of this program that wrote them, move them"
                            + " with pg_dump, or choose another data folder.",
                    null);
        }
    }

    private EmbeddedPostgres.Builder builder(DatabaseAccess access) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(cluster())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPgBinaryResolver(new UnpackedIn(binaries()))
                .setOverrideWorkingDirectory(binaries().toFile())
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                // The same order and letter case of text on every platform, whatever its locales.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                // What is set here are arguments of initdb.
                .setLocaleConfig("pwfile", access.passwordFile().toString())
                .setDataDirectoryCustomizer(unused -> writeRules(access))
                .setConnectConfig("password", access.superuserPassword());
        DatabaseSetup.SERVER_SETTINGS.forEach(builder::setServerConfig);
        options.settings().forEach(builder::setServerConfig);
        return builder;
    }

    /** Called after the cluster is made and before the server starts. */
    private static void writeRules(DatabaseAccess access) {
        try {
            access.writeRules();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library remembers where it unpacked by the equality of this: one place for each folder, not one per JVM. */
    private record UnpackedIn(Path folder) implements PgBinaryResolver {
        @Override
        public InputStream getPgBinary(String system, String machineHardware) throws IOException {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware);
        }
    }

    private EmbeddedServerException asStartFailure(Throwable failure) {
        if (failure instanceof EmbeddedServerException known) {
            return known;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new EmbeddedServerException(
                Reason.START_FAILED,
                SERVER + " on " + folder.root() + " did not start: " + failure + "\nThe end of " + log.file() + ":\n"
                        + log.tail(),
                failure);
    }

    /**
     * Shows the tables of a schema in a database of the schema's name as well, to be read by {@link #USER} and the superuser.
     * Has to be called at each start, once the schema is there; what was built upon the tables of an earlier call is lost.
     *
     * @throws SQLException if the server refuses, as it does without such a schema
     */
    public void showAsDatabase(String schema) throws SQLException {
        new SchemaDatabase(new DatabaseSetup(port, Objects.requireNonNull(access)).superuser(), options.password())
                .show(schema);
    }

    /** Where JDBC clients connect, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + LoopbackPort.HOST + ":" + port + "/" + DATABASE;
    }

    /** Completes when the server's process has ended, by {@link #close} or by itself. */
    public CompletableFuture<?> onExit() {
        return exit;
    }

    /** The role that owns the database. */
    public String user() {
        return USER;
    }

    /** The password of that role, as the caller chose it. */
    public String password() {
        return options.password();
    }

    /** The password of {@link #SUPERUSER}, which never changes. */
    public String superuserPassword() {
        return Objects.requireNonNull(access).superuserPassword();
    }

    /** The port of 127.0.0.1 that the server listens on. */
    public int port() {
        return port;
    }

    /** Ends all sessions, stops the server cleanly and releases the folder. May be called again. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            EmbeddedPostgres running = postgres;
            if (running != null) {
                running.close();
            }
            process.stopIfRunning();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Embedded database stopped uncleanly dataFolder={}", folder.root(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("Interrupted while the embedded database stopped dataFolder={}", folder.root());
        } finally {
            folder.close();
        }
    }
}
