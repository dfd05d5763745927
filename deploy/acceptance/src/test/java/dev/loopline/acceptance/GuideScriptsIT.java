package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.verify.CheckResult;
import dev.loopline.cli.verify.Verifier;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.RecordHeaders;
import dev.loopline.kit.topic.NewestRecords;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * People follow the guide by hand while Loopline runs: they pack all loops again and again, write the archives over those of
 * AIstock, and do the same for each loop that has just finished. Afterwards both sides have whole bundles, and nobody has asked
 * Loopline for anything.
 */
@EnabledOnOs(OS.LINUX)
class GuideScriptsIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int LOOPS_BEFORE = 4;
    private static final int ROUNDS = 4;

    @TempDir
    private Path folder;

    private final ServiceCalls calls = new ServiceCalls();
    private final List<LoopKey> loops = new ArrayList<>();
    private Path home;

    @Test
    void bothSidesHaveWholeBundlesAfterTheGuidesScriptsRanAtTheSameTime() throws Exception {
        // Given
        home = Files.createDirectories(folder.resolve("RD-Agent home"));
        for (int i = 0; i < LOOPS_BEFORE; i++) {
            finish("before_" + i / 2, i % 2);
        }
        try (UpProcess up = UpProcess.start(home, folder.resolve("data"))) {
            Endpoints endpoints = up.endpoints();
            awaitImported(endpoints);
            Path copies = Path.of(endpoints.aistockHome()).resolve("rdagent_assets/bundles");
            GuideScripts scripts = new GuideScripts(home, copies);
            // When
            for (int round = 0; round < ROUNDS; round++) {
                LoopKey fresh = finish("live_" + round, 0);
                assertThat(scripts.packAll()).isGreaterThanOrEqualTo(LOOPS_BEFORE);
                scripts.copyAll();
                awaitImported(endpoints);
                if (scripts.pack(fresh) > 0) {
                    scripts.copy(fresh);
                }
            }
            // Then
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptionsMatching(e -> e instanceof IOException)
                    .untilAsserted(() -> assertThatBundlesAreWhole(endpoints));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(waiting(endpoints)).isEmpty());
            assertThat(wrong(endpoints)).isEmpty();
            assertThat(calls.get(endpoints.workspaceWatcherUrl() + "/api/status")
                            .path("unassigned")
                            .toString())
                    .doesNotContain("production_bundles");
        }
    }

    private LoopKey finish(String taskRun, int loop) {
        LiveRun run = LiveRun.builder(home, Layout.values()[loop % Layout.values().length], taskRun, loop)
                .build();
        run.begin();
        run.finish();
        LoopKey key = new LoopKey(taskRun, loop);
        loops.add(key);
        return key;
    }

    private void awaitImported(Endpoints endpoints) {
        Aistock aistock = new Aistock(endpoints);
        await().atMost(LIMIT).until(() -> loops.stream().allMatch(aistock::hasLoop));
    }

    private void assertThatBundlesAreWhole(Endpoints endpoints) throws Exception {
        Map<LoopKey, Bundle> announced = announced(endpoints);
        assertThat(announced).containsOnlyKeys(loops);
        Aistock aistock = new Aistock(endpoints);
        for (Map.Entry<LoopKey, Bundle> one : announced.entrySet()) {
            Bundle bundle = one.getValue();
            Path own = home.resolve("production_bundles")
                    .resolve(BundleId.of(one.getKey()).fileName());
            assertThat(digest(own)).as("%s", own).isEqualTo(bundle.sha256());
            assertThat(digest(aistock.archive(one.getKey())))
                    .as("AIstock's %s", bundle.bundleId())
                    .isEqualTo(bundle.sha256());
            assertThatMembersAreWhole(aistock.folder(one.getKey()), bundle);
            assertThatMembersAreWhole(
                    aistock.folder(one.getKey())
                            .resolve("../../production_bundles")
                            .resolve(bundle.bundleId()),
                    bundle);
            assertThatMembersAreWhole(
                    home.resolve("RDagentDB/production_bundles").resolve(bundle.bundleId()), bundle);
        }
    }

    private static void assertThatMembersAreWhole(Path folder, Bundle bundle) throws IOException {
        for (BundleManifest.Member member : bundle.manifest().members()) {
            assertThat(digest(folder.resolve(member.name())))
                    .as("%s in %s", member.name(), folder)
                    .isEqualTo(member.sha256());
        }
        assertThat(folder.resolve(BundleManifest.FILE_NAME)).exists();
    }

    /** The bundles as they were announced last. */
    private static Map<LoopKey, Bundle> announced(Endpoints endpoints) throws IOException, InterruptedException {
        Map<LoopKey, Bundle> announced = new HashMap<>();
        EventCodec codec = new EventCodec();
        try (NewestRecords topic = new NewestRecords(endpoints.broker(), EventType.BUNDLE_CREATED.topic())) {
            topic.read(
                    key -> true,
                    record -> codec.decode(
                                    EventType.BUNDLE_CREATED,
                                    BundleCreated.class,
                                    RecordHeaders.of(record),
                                    record.key(),
                                    record.value())
                            .<Bundle>match(
                                    event -> announced.put(event.key(), event.bundle()),
                                    withdrawn -> null,
                                    unreadable -> null));
        }
        return announced;
    }

    private List<String> waiting(Endpoints endpoints) throws IOException, InterruptedException {
        List<String> waiting = new ArrayList<>();
        for (String url : endpoints.instances().values()) {
            for (JsonNode one : calls.get(url + "/api/waiting")) {
                waiting.add(one.toString());
            }
        }
        return waiting;
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

    private static Sha256 digest(Path file) throws IOException {
        return Sha256.of(Files.readAllBytes(file));
    }
}
