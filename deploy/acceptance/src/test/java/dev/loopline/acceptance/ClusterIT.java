package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.testing.ObjectStore;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two homes, three bundlers that see neither of them, and two catalog services, each at a place of its own, with everything secured;
 * bundlers are killed and frozen, and the catalog's owner is frozen. Some minutes; {@code -Dcluster.loops=500} for more loops than the usual ones.
 */
@DisabledOnOs(OS.WINDOWS)
@Tag("slow")
class ClusterIT {

    private static final int LOOPS = Integer.getInteger("cluster.loops", 60);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PARTITIONS = 12;
    private static final int THREADS = 4;
    private static final int STORE_MILLIS = 50;
    private static final int LOOPS_TO_MEASURE = 1_500;
    /** So many loops of one bundler, until it is no longer slower because it just started. */
    private static final int WARM_AFTER = 150;

    private static final int MEASURED = 60;

    @TempDir
    Path folder;

    @Test
    void carriesTheLoopsOfTwoHomesWhateverIsKilledAndFrozen() throws Exception {
        WrittenHome one = home("one", 31);
        WrittenHome two = home("two", 32);
        try (Cluster cluster = new Cluster(folder, PARTITIONS)) {
            // Given
            String first = cluster.addHome(one.home().root());
            String second = cluster.addHome(two.home().root());
            List<LocalStack> bundlers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                bundlers.add(cluster.addBundler(THREADS));
            }
            Path files = Files.createDirectories(folder.resolve("catalogs"));
            LocalStack owner = cluster.addCatalog(files);
            LocalStack importer = cluster.addImporter(files, owner.endpoints().catalogServiceUrl());
            Aistock aistock = new Aistock(importer.endpoints());
            CompletableFuture<LocalStack> waiting =
                    CompletableFuture.supplyAsync(() -> cluster.addCatalog(files), ClusterIT::onItsOwnThread);

            // When
            await().until(() -> aistock.count("aistock_loop_catalog") > LOOPS / 10);
            bundlers.get(0).crash(Service.BUNDLE_SERVICE.serviceName());
            ProcessHandle frozen = process(bundlers.get(1), Service.BUNDLE_SERVICE);
            signal("-STOP", frozen);
            LiveRun again = live(two.home().root(), "again");
            again.rerun();
            await().until(() -> aistock.count("aistock_loop_catalog") > LOOPS / 3);
            ProcessHandle frozenOwner = process(owner, Service.CATALOG_SERVICE);
            signal("-STOP", frozenOwner);
            waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            LiveRun late = live(one.home().root(), "late");
            signal("-CONT", frozen);
            signal("-CONT", frozenOwner);
            again.rerun();

            // Then: everything arrives once
            Map<LoopKey, String> expected = new HashMap<>();
            one.withResult().forEach(loop -> expected.put(key(loop), first));
            two.withResult().forEach(loop -> expected.put(key(loop), second));
            expected.put(key(late.describe()), first);
            expected.put(key(again.describe()), second);
            await().untilAsserted(() -> assertThat(loops(aistock)).isEqualTo(expected));
            await().until(() -> aistock.query(
                            "SELECT 1 FROM loopline_import WHERE revision < 3 AND task_run_id = 'again'")
                    .isEmpty());
            await().until(() -> aistock.query(
                            "SELECT 1 FROM loopline_import WHERE bundle_state IS DISTINCT FROM 'available'")
                    .isEmpty());
            assertThat(new ServiceCalls()
                            .get(importer.endpoints().aistockImporterUrl() + "/api/v1/rdagent/catalogs/loops?home="
                                    + first + "&limit=1")
                            .path("total")
                            .asInt())
                    .isEqualTo(one.withResult().size() + 1);

            // And digests agree, in the store, in AIstock's folder and in its tables
            for (String row : aistock.query(
                    "SELECT task_run_id || '/' || loop_id || ' ' || (bundle ->> 'sha256') FROM loopline_import")) {
                LoopKey key =
                        LoopKey.parse(row.substring(0, row.lastIndexOf(' '))).orElseThrow();
                Sha256 sha256 = new Sha256(row.substring(row.lastIndexOf(' ') + 1));
                assertThat(Sha256.of(stored(cluster, key, sha256))).as(row).isEqualTo(sha256);
                assertThat(Sha256.of(Files.readAllBytes(aistock.archive(key))))
                        .as(row)
                        .isEqualTo(sha256);
            }

            // And the order of each loop is kept: what is announced last is the newest
            TopicRecords records = new TopicRecords(cluster.broker());
            for (EventType type :
                    List.of(EventType.BUNDLE_CREATED, EventType.CATALOG_UPDATED, EventType.LOOP_IMPORTED)) {
                assertThat(records.stepsBack(type.topic())).as(type.topic()).isEmpty();
            }
            assertThat(records.count("loopline.dead-letter.bundle-service")).isZero();
            assertThat(records.count("loopline.dead-letter.catalog-service")).isZero();

            // And no bundler made anything in its place of a home
            assertThat(noHomes())
                    .isNotEmpty()
                    .allSatisfy(place -> assertThat(place).isEmptyDirectory());
        }
    }

    /** As many as KEDA's scaler for Kafka wants: one for each so many records, from 1 to the most. */
    private static int wanted(long lag, int each, int most) {
        return (int) Math.max(1, Math.min(most, (lag + each - 1) / each));
    }

    @Test
    void scalesBundlersByTheirLag() throws Exception {
        WrittenHome home = home("one", 33);
        try (Cluster cluster = new Cluster(folder, PARTITIONS)) {
            cluster.addHome(home.home().root());
            cluster.wayToTheStore().delay(STORE_MILLIS);
            await().until(() -> cluster.lagOfBundlers() >= home.withResult().size());

            // When
            List<LocalStack> bundlers = new ArrayList<>();
            List<Integer> numbers = new ArrayList<>();
            long lag = cluster.lagOfBundlers();
            while (lag > 0 || bundlers.size() > 1) {
                int wanted = wanted(lag, Math.max(1, LOOPS / 20), 4);
                if (bundlers.size() < wanted) {
                    bundlers.add(cluster.addBundler(1));
                } else if (bundlers.size() > wanted) {
                    cluster.remove(bundlers.remove(bundlers.size() - 1));
                } else {
                    long before = lag;
                    await().until(() -> cluster.lagOfBundlers() < before);
                }
                numbers.add(bundlers.size());
                lag = cluster.lagOfBundlers();
            }

            // Then
            System.out.println("Bundlers: " + numbers);
            assertThat(numbers).startsWith(1).contains(4).endsWith(1);
            assertThat(cluster.store().blobs().list(ObjectStore.BUCKET)).isNotEmpty();
        }
    }

    /**
     * A bundler with one thread waits for the store most of the time, so that four of them are worth more than the processors of one
     * machine. Just started they are not: then they compile.
     */
    @Test
    void fourBundlersCarryThreeTimesWhatOneDoes() throws Exception {
        WrittenHome home = home("one", 34, LOOPS_TO_MEASURE);
        try (Cluster cluster = new Cluster(folder, PARTITIONS)) {
            cluster.addHome(home.home().root());
            cluster.wayToTheStore().delay(STORE_MILLIS);
            await().until(() -> cluster.lagOfBundlers() >= home.withResult().size());

            // When
            cluster.addBundler(1);
            perSecond(cluster, WARM_AFTER);
            double one = perSecond(cluster, MEASURED);
            CompletableFuture.allOf(Stream.generate(
                                    () -> CompletableFuture.runAsync(() -> bundler(cluster), ClusterIT::onItsOwnThread))
                            .limit(3)
                            .toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            await().until(() -> cluster.bundlersWith(PARTITIONS / 4) == 4);
            perSecond(cluster, 4 * WARM_AFTER);
            double four = perSecond(cluster, 4 * MEASURED);

            // Then
            System.out.printf("Bundlers: one carries %.1f loops a second, four %.1f%n", one, four);
            assertThat(four / one).isGreaterThanOrEqualTo(3);
        }
    }

    private static void bundler(Cluster cluster) {
        try {
            cluster.addBundler(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loops a second while so many are packed. */
    private static double perSecond(Cluster cluster, int loops) throws Exception {
        long begin = cluster.lagOfBundlers();
        long began = System.nanoTime();
        await().until(() -> cluster.lagOfBundlers() <= begin - loops);
        return (begin - cluster.lagOfBundlers()) / ((System.nanoTime() - began) / 1e9);
    }

    private WrittenHome home(String name, int seed) throws IOException {
        return home(name, seed, LOOPS / 2);
    }

    private WrittenHome home(String name, int seed, int loops) throws IOException {
        return SampleHome.builder(folder.resolve("homes").resolve(name))
                .seed(seed)
                .registryLoops(loops)
                .modelBytes(2048)
                .write();
    }

    private static LiveRun live(Path home, String taskRun) {
        LiveRun run = LiveRun.start(home, Layout.REGISTRY, taskRun, 1);
        run.finish();
        return run;
    }

    private List<Path> noHomes() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(place -> place.getFileName().toString().startsWith("no-home-"))
                    .toList();
        }
    }

    private static LoopKey key(WrittenLoop loop) {
        return new LoopKey(loop.taskRunId(), loop.loopId());
    }

    private static Map<LoopKey, String> loops(Aistock aistock) {
        Map<LoopKey, String> homes = new HashMap<>();
        aistock.query("SELECT i.home || ' ' || i.task_run_id || '/' || i.loop_id FROM loopline_import i"
                        + " JOIN aistock_loop_catalog c USING (task_run_id, loop_id)")
                .forEach(row -> homes.put(
                        LoopKey.parse(row.substring(row.indexOf(' ') + 1)).orElseThrow(),
                        row.substring(0, row.indexOf(' '))));
        return homes;
    }

    private static byte[] stored(Cluster cluster, LoopKey key, Sha256 sha256) throws IOException {
        String name = BundleId.of(key) + "/" + sha256 + ".tar.gz";
        try (InputStream content = cluster.store()
                .blobs()
                .getBlob(ObjectStore.BUCKET, name)
                .getPayload()
                .openStream()) {
            return content.readAllBytes();
        }
    }

    private static ProcessHandle process(LocalStack machine, Service service) {
        return machine.handle(service.serviceName()).orElseThrow();
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    }

    private static void onItsOwnThread(Runnable task) {
        Thread thread = new Thread(task, "machine");
        thread.setDaemon(true);
        thread.start();
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions();
    }
}
