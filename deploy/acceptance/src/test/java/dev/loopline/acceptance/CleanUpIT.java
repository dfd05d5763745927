package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.samples.runs.ExpectedLoop;
import dev.loopline.samples.runs.Structure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of RD-Agent are removed after their loops were carried: no row, no member and no weight is lost. After each
 * step a new loop is played; once that has arrived, the watcher has looked at what is left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CleanUpIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    /** Several scans long; a shorter time would only prove less. */
    private static final Duration WITHOUT_HOME = Duration.ofSeconds(12);

    @TempDir
    private static Path folder;

    private static RunningHome running;
    private static Map<String, List<String>> rows;
    private static Map<String, Sha256> bundles;
    private static final List<LoopKey> LATER = new ArrayList<>();

    @BeforeAll
    static void carriesTheHome() throws IOException {
        WrittenHome home = SampleHome.builder(folder.resolve("home"))
                .registry(RegistryKind.NONE)
                .structures(
                        Structure.MLFLOW_SEVERAL_RUNS,
                        Structure.MLFLOW_SQLITE,
                        Structure.RELEASE_0_8,
                        Structure.SIGNED_MODEL)
                .write();
        running = RunningHome.start(home, folder.resolve("data"));
        settle();
        assertThat(running.aistock().count("aistock_loop_catalog"))
                .isEqualTo(home.runs().loops().size());
        rows = running.aistock().rowsWithout(LATER);
        bundles = Aistock.digests(bundleFolder());
        assertThat(bundles).hasSameSizeAs(home.runs().loops());
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    @Order(1)
    void keepsTheWeightsWhenMlrunsIsRemoved() throws IOException {
        // When
        for (ExpectedLoop loop : running.home().runs().loops()) {
            deleteAll(home().resolve(loop.workspace()).resolve("mlruns"));
        }
        // Then
        assertThatNothingIsLost("after mlruns");
        Facts facts = Facts.of(running.endpoints());
        for (ExpectedLoop loop : running.home().runs().loops()) {
            LoopComparison.compare(loop, facts, home());
        }
    }

    @Test
    @Order(2)
    void keepsEverythingWhileTheHomeIsAway() throws IOException {
        // When
        Path away = folder.resolve("away");
        Files.move(home(), away);
        // Then
        await().atMost(LIMIT)
                .during(WITHOUT_HOME)
                .untilAsserted(
                        () -> assertThat(running.aistock().rowsWithout(LATER)).isEqualTo(rows));
        // When
        await().atMost(LIMIT).ignoreExceptions().until(() -> moveBack(away));
        // Then
        assertThatNothingIsLost("after the home");
    }

    @Test
    @Order(3)
    void keepsEverythingWhenTheLogsAreRemoved() throws IOException {
        // When
        try (Stream<Path> logs = Files.list(home().resolve("log"))) {
            for (Path log : logs.toList()) {
                deleteAll(log);
            }
        }
        // Then
        assertThatNothingIsLost("after the logs");
    }

    @Test
    @Order(4)
    void isVerifiedWithoutAFailedCheckAfterwards() throws Exception {
        assertThat(running.verify()).isEmpty();
    }

    private static void assertThatNothingIsLost(String task) throws IOException {
        LiveRun run = LiveRun.start(home(), Layout.SESSION, task, 0);
        boolean more = true;
        while (more) {
            more = run.grow();
        }
        run.finish();
        LoopKey key = new LoopKey(task, 0);
        LATER.add(key);
        await().atMost(LIMIT).until(() -> running.aistock().hasLoop(key));
        settle();
        assertThat(running.aistock().rowsWithout(LATER)).isEqualTo(rows);
        assertThat(Aistock.digests(bundleFolder())).containsAllEntriesOf(bundles);
        Path kept = Path.of(running.endpoints().aistockHome()).resolve("rdagent_assets/bundles");
        assertThat(Aistock.digests(kept)).containsAllEntriesOf(bundles);
    }

    private static void settle() {
        running.settle();
        await().atMost(LIMIT).until(() -> running.aistock().hasCodeTexts());
    }

    /** What a service has written meanwhile at the empty place goes. */
    private static boolean moveBack(Path away) throws IOException {
        deleteAll(home());
        Files.move(away, home());
        return true;
    }

    private static Path home() {
        return running.home().home().root();
    }

    private static Path bundleFolder() {
        return home().resolve("production_bundles");
    }

    private static void deleteAll(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
