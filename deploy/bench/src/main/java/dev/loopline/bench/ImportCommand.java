package dev.loopline.bench;

import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.upsert.CatalogChange;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The importer's way into PostgreSQL without the ways around it: events that are decoded already become rows in one
 * embedded server, with bare statements over the same rows, tables and indexes beside it.
 */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Rows per second into PostgreSQL, next to bare unnest, COPY and merge, and a guarded upsert.")
final class ImportCommand implements Callable<Integer> {

    private static final String PASSWORD = "bench";
    private static final String BASELINE = "baseline";
    private static final int WARM_UP_RUNS = 50;

    /** Batches that are made before the clock starts: enough for all threads, few enough for the heap. */
    private static final int AHEAD = 20;

    @Option(names = "--repository", required = true, hidden = true)
    Path repository;

    @Option(names = "--loops", defaultValue = "100000", description = "Loops of the load (default: ${DEFAULT-VALUE}).")
    int loops;

    @Option(
            names = "--steady",
            defaultValue = "5000",
            description = "Loops that come afterwards (default: ${DEFAULT-VALUE}).")
    int steady;

    @Option(
            names = "--batch",
            defaultValue = "20",
            description = "Loops per transaction under load; the service's is the default (${DEFAULT-VALUE}).")
    int batch;

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "Batches at once; the service's number is the default (${DEFAULT-VALUE}).")
    int threads;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            Files.createDirectories(folder.data());
            DatabaseOptions options =
                    DatabaseOptions.in(folder.data(), PASSWORD).withBinariesFolder(binaries());
            try (EmbeddedDatabase server = EmbeddedDatabase.start(options)) {
                measure(server, folder);
            }
        }
        return 0;
    }

    private static Path binaries() {
        return Path.of(System.getProperty("java.io.tmpdir"), "loopline-bench-postgresql");
    }

    private void measure(EmbeddedDatabase server, BenchFolder folder) throws Exception {
        String baselineUrl = createBaseline(server);
        migrate(server.jdbcUrl(), server.user());
        migrate(baselineUrl, server.user());
        try (Pool pool = new Pool(server.jdbcUrl(), server.user(), PASSWORD);
                Connection source = connect(server.jdbcUrl(), server.user());
                Connection target = connect(baselineUrl, server.user())) {
            CatalogStore store = new CatalogStore(pool, Clock.systemUTC());
            SampleEvents events = new SampleEvents(batch);
            int runs = loops / batch;
            Duration load = importAll(store, events, 0, runs);
            long rows = BareTables.count(source);
            BareTables bare = new BareTables(source, target);
            bare.copyOut(Files.createDirectories(folder.data().resolve("rows")));
            Duration copyAndMerge = timed(() -> {
                bare.copyIn(folder.data().resolve("rows"));
                bare.merge();
            });
            report("full load of " + runs * batch + " loops", rows, load, "COPY and merge", copyAndMerge);
            Duration replay = importAll(store, events, 0, runs);
            Duration guarded = timed(bare::merge);
            report("replay of what is there", rows, replay, "guarded upsert in the server", guarded);
            steady(store, events, bare, runs);
            idle(store, runs + steady / batch + WARM_UP_RUNS);
        }
    }

    private void steady(CatalogStore store, SampleEvents events, BareTables bare, int from) throws Exception {
        importAll(store, events, from, WARM_UP_RUNS);
        int first = from + WARM_UP_RUNS;
        Duration steadily = importAll(store, events, first, steady / batch);
        long rows = 0;
        long nanos = 0;
        for (int run = from; run < first + steady / batch; run++) {
            BareTables.Rows known = bare.rows(SampleEvents.taskRun(run));
            Duration one = timed(() -> bare.unnest(known));
            if (run >= first) {
                rows += known.count();
                nanos += one.toNanos();
            }
        }
        report("steady, " + batch + " loops each", rows, steadily, "bare unnest", Duration.ofNanos(nanos));
    }

    private void idle(CatalogStore store, int from) throws SQLException {
        SampleEvents single = new SampleEvents(1);
        Distribution each = new Distribution();
        for (int run = from * batch; run < from * batch + 1000; run++) {
            List<CatalogChange> one = changes(single.run(run));
            long begun = System.nanoTime();
            store.apply(one);
            if (run >= from * batch + 500) {
                each.add(Duration.ofNanos(System.nanoTime() - begun));
            }
        }
        System.out.println("one loop at a time: " + each);
    }

    /** Only applying is measured, not making the events: some batches are made, and then handed in as the service does. */
    private Duration importAll(CatalogStore store, SampleEvents events, int from, int runs) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            Duration busy = Duration.ZERO;
            for (int run = from; run < from + runs; run += AHEAD) {
                List<Callable<List<ImportOutcome>>> batches = new ArrayList<>();
                for (int one = run; one < Math.min(run + AHEAD, from + runs); one++) {
                    List<CatalogChange> changes = changes(events.run(one));
                    batches.add(() -> store.apply(changes));
                }
                busy = busy.plus(timed(() -> {
                    for (Future<List<ImportOutcome>> one : workers.invokeAll(batches)) {
                        one.get();
                    }
                }));
            }
            return busy;
        } finally {
            workers.shutdownNow();
        }
    }

    private static List<CatalogChange> changes(List<CatalogUpdated> events) {
        return events.stream()
                .<CatalogChange>map(event -> new CatalogChange.Import(event, BundleResult.AVAILABLE))
                .toList();
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Duration timed(Task task) throws Exception {
        long begun = System.nanoTime();
        task.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static void report(String what, long rows, Duration took, String beside, Duration bare) {
        double ours = rows / (took.toNanos() / 1e9);
        double theirs = rows / (bare.toNanos() / 1e9);
        System.out.printf(
                Locale.ROOT,
                "%s: %d rows, %.0f rows/s; %s: %.0f rows/s; ratio %.2f%n",
                what,
                rows,
                ours,
                beside,
                theirs,
                ours / theirs);
    }

    private static String createBaseline(EmbeddedDatabase server) throws SQLException {
        String admin = server.jdbcUrl().replace("/" + EmbeddedDatabase.DATABASE, "/postgres");
        try (Connection connection =
                        DriverManager.getConnection(admin, EmbeddedDatabase.SUPERUSER, server.superuserPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + BASELINE + " OWNER " + server.user());
        }
        return server.jdbcUrl().replace("/" + EmbeddedDatabase.DATABASE, "/" + BASELINE);
    }

    private static void migrate(String url, String user) {
        Flyway.configure()
                .dataSource(url, user, PASSWORD)
                .table("loopline_schema_history")
                .defaultSchema("public")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private static Connection connect(String url, String user) throws SQLException {
        Connection connection = DriverManager.getConnection(Pool.withService(url), user, PASSWORD);
        connection.setAutoCommit(false);
        return connection;
    }
}
