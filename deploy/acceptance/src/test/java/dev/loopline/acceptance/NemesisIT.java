package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.status.BrokerFigures;
import dev.loopline.cli.verify.CheckResult;
import dev.loopline.cli.verify.Verifier;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loops finish while processes are killed and frozen, folders, rights and room vanish, bundles are deleted, a backup of the
 * registry is put back, bundlers come and go, topics hold repeated records and garbage, and people rebuild, replay, sync and
 * backfill. Afterwards everything is as if nothing had happened, and no person has restarted anything. {@code
 * -Dnemesis.seconds=600 -Dnemesis.seed=7} plays longer, and another sequence.
 */
@EnabledOnOs(OS.LINUX)
class NemesisIT {

    private static final long SEED = Long.getLong("nemesis.seed", 1);
    private static final Duration PLAY = Duration.ofSeconds(Long.getLong("nemesis.seconds", 60));
    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final int LONGEST_PAUSE_MS = 1_200;
    private static final int MODEL_BYTES = 20_000;
    /** The broker has kept half a megabyte for each second of play, before it compacts. */
    private static final long DATA_MEGABYTES = 600 + 2 * PLAY.toSeconds();
    /** Dead letters about files that were away; the watcher announces such loops again, or the bundler packs them. */
    private static final Set<String> PASSING =
            Set.of("WORKSPACE_MISSING", "WORKSPACE_UNREADABLE", "NO_PACKABLE_FILES", "FORMER_ARCHIVE_DAMAGED");

    @TempDir
    private Path folder;

    private final ServiceCalls calls = new ServiceCalls();
    private final List<LiveRun> finished = new ArrayList<>();

    @Test
    void losesNothingAndDoublesNothingUnderFaults() throws Exception {
        // Given
        Path home = Files.createDirectories(folder.resolve("RD-Agent home"));
        finish(home, new Random(SEED));
        try (SmallDisk data = SmallDisk.mount(folder.resolve("data"), DATA_MEGABYTES + "m");
                SmallDisk bundles = SmallDisk.mount(home.resolve("production_bundles"), "200m");
                UpProcess up = UpProcess.start(home, folder.resolve("data"));
                Nemesis nemesis = new Nemesis(up, folder.resolve("aside"), SmallDisk.mounted(data, bundles), SEED)) {
            // When
            play(home, nemesis);
            System.out.printf(
                    "Nemesis: seed %d, %d loops, %s; not possible here: %s%n",
                    SEED, finished.size(), nemesis.strikes(), nemesis.impossible());
            nemesis.relent();
            await().atMost(LIMIT)
                    .until(() -> nemesis.deletedBundles().stream().allMatch(loop -> Files.exists(bundle(home, loop))));
            // Then
            long begin = System.nanoTime();
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThatAllIsIn(up.endpoints()));
            System.out.printf(
                    "Nemesis: all in after %d s%n",
                    Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThatBundlesAreWhole(up.endpoints(), home));
            assertThatNothingIsLeftBehind(up.endpoints(), home);
            assertThat(wrong(up.endpoints())).isEmpty();
        }
    }

    private void play(Path home, Nemesis nemesis) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        long end = System.nanoTime() + PLAY.toNanos();
        while (System.nanoTime() < end) {
            finish(home, random);
            nemesis.strike(finished.stream().map(LiveRun::describe).toList());
            Thread.sleep(random.nextInt(LONGEST_PAUSE_MS));
        }
    }

    private void finish(Path home, Random random) {
        Layout layout = Layout.values()[random.nextInt(Layout.values().length)];
        LiveRun run = LiveRun.builder(home, layout, "nemesis_" + finished.size(), random.nextInt(3))
                .modelBytes(MODEL_BYTES)
                .build();
        run.begin();
        run.finish();
        finished.add(run);
    }

    private void assertThatAllIsIn(Endpoints endpoints) throws Exception {
        Set<String> expected = new TreeSet<>();
        finished.forEach(run -> expected.add(run.describe().key()));
        assertThat(new Aistock(endpoints).query("SELECT task_run_id || '/' || loop_id FROM aistock_loop_catalog"))
                .containsExactlyInAnyOrderElementsOf(expected);
        JsonNode status = calls.get(endpoints.workspaceWatcherUrl() + "/api/status");
        assertThat(status.path("outbox_backlog").asInt(-1)).as("outbox").isZero();
        assertThat(status.path("ledger").path("in_flight").asInt(-1))
                .as("in flight: %s", status.path("ledger"))
                .isZero();
        assertThat(status.path("ledger").path("dead_letters").asInt(-1))
                .as("failed: %s", status.path("failed"))
                .isZero();
        try (BrokerFigures figures = new BrokerFigures(endpoints.broker())) {
            assertThat(figures.lag().values()).as("lag").containsOnly(0L);
        }
    }

    private void assertThatBundlesAreWhole(Endpoints endpoints, Path home) throws IOException {
        Aistock aistock = new Aistock(endpoints);
        for (LiveRun run : finished) {
            WrittenLoop loop = run.describe();
            LoopKey key = LoopKey.parse(loop.key()).orElseThrow();
            assertThat(aistock.archive(key)).as(loop.key()).hasSameBinaryContentAs(bundle(home, key));
            for (String name : List.of("qlib_res.csv", "model.pkl", "conf.yaml", "feedback.json")) {
                Path source = loop.experiment().path().resolve(name);
                if (Files.exists(source)) {
                    assertThat(aistock.folder(key).resolve(name))
                            .as("%s of %s", name, loop.key())
                            .hasSameBinaryContentAs(source);
                }
            }
        }
    }

    private static Path bundle(Path home, LoopKey key) {
        return home.resolve("production_bundles").resolve(BundleId.of(key).fileName());
    }

    private static void assertThatNothingIsLeftBehind(Endpoints endpoints, Path home) throws IOException {
        Predicate<Path> temporary = file -> file.toString().endsWith(".tmp");
        assertThat(files(home)).filteredOn(temporary).isEmpty();
        Path assets = Path.of(endpoints.aistockHome()).resolve("rdagent_assets/bundles/.incoming");
        assertThat(files(assets))
                .filteredOn(file -> !file.toString().endsWith(".part"))
                .isEmpty();
        DeadLetterTopic letters = new DeadLetterTopic(endpoints.broker());
        for (Service service : Service.values()) {
            assertThat(letters.read(service.serviceName()))
                    .as(service.serviceName())
                    .allMatch(letter -> letter.get(0).startsWith(Nemesis.GARBAGE) || PASSING.contains(letter.get(2)));
        }
    }

    private static Map<String, String> wrong(Endpoints endpoints) throws Exception {
        Map<String, String> wrong = new TreeMap<>();
        Verifier.run(endpoints, (check, result) -> {
            if (result instanceof CheckResult.Failed) {
                wrong.put(check.id(), result.toString());
            }
        });
        return wrong;
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
