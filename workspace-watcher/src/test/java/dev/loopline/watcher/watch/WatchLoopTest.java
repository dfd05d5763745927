package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.watcher.TestConfig;
import dev.loopline.watcher.Watching;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchLoopTest {

    private static final int MODEL_BYTES = 2048;

    /** A test that stumbles between two files is not taken for a loop that is quiet. */
    private static final TestConfig PATIENT = TestConfig.QUICK.quietFor(Duration.ofSeconds(2));

    @TempDir
    Path folder;

    @Test
    void registersTheHistoryOfBothLayoutsAndLeavesRunningLoops() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .seedsLayoutLoops(12)
                .registryLoops(12)
                .runningLoops(4)
                .failedLoops(2)
                .modelBytes(MODEL_BYTES)
                .write();
        Set<LoopKey> expected = keys(home.finished());

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(expected.size());
            watching.awaitScans(3);

            // Then
            assertThat(published(watching)).isEqualTo(expected);
            assertThat(watching.published()).hasSize(expected.size());
            WorkspaceRegistered one = watching.published().get(0).event();
            assertThat(one.revision()).isEqualTo(1);
            assertThat(one.loop().evidence()).isEqualTo(CompletionEvidence.REGISTRY_STATUS);
            assertThat(one.workspaces().get(0).homeRelativePath()).isNotNull();
            assertThat(one.workspaces().get(0).role()).isEqualTo(Workspace.EXPERIMENT);
            assertThat(number(
                            watching,
                            "SELECT COUNT(*) FROM loops WHERE workspace_id IS NOT NULL AND workspace_path IS NOT NULL"
                                    + " AND materialization_status IN ('pending', 'running') AND sync_status = 'pending'"
                                    + " AND is_solidified = 0"))
                    .isEqualTo(expected.size());
        }
    }

    @Test
    void registersAHomeWithoutRegistryByItsFiles() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .seedsLayoutLoops(6)
                .registryLoops(6)
                .runningLoops(2)
                .registry(RegistryKind.NONE)
                .modelBytes(MODEL_BYTES)
                .write();
        Set<LoopKey> expected = keys(home.withResult());

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(expected.size());
            watching.awaitScans(5);

            // Then
            assertThat(published(watching)).containsAll(expected);
            assertThat(published(watching)).doesNotContainAnyElementsOf(keys(home.running()));
            assertThat(watching.published()).hasSize(published(watching).size());
            assertThat(number(watching, "SELECT COUNT(*) FROM workspaces WHERE loop_id IS NULL"))
                    .isZero();
            assertThat(number(watching, "SELECT COUNT(*) FROM loops"))
                    .isEqualTo(published(watching).size());
        }
    }

    @Test
    void waitsForALookNoLongerThanItTakes() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(2).modelBytes(MODEL_BYTES).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(2);

            // When, Then: the quickest of many scans shows whether one waits for a signal that was there already.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> watching.board.lastScanTook().compareTo(WatchState.LONGEST_WAIT_FOR_SURVEY) < 0);
        }
    }

    @Test
    void registersALoopAfterItsCommitLongBeforeTheNextScan() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(5).modelBytes(MODEL_BYTES).write();
        try (Watching watching = new Watching(folder, TestConfig.QUICK.scanningEvery(Duration.ofHours(1)))) {
            watching.awaitPublished(5);

            // When, Then: nothing waits for the next scan.
            for (int i = 0; i < 20; i++) {
                LiveRun run = LiveRun.builder(folder, Layout.REGISTRY, "live", i)
                        .modelBytes(MODEL_BYTES)
                        .build();
                run.begin();
                run.finish();
                watching.awaitPublished(new LoopKey("live", i), 1);
            }
        }
    }

    @Test
    void believesTheCommitAndNotTheScanThatBeganBeforeIt() throws Exception {
        // Given: a scan is always under way.
        SampleHome.builder(folder).registryLoops(30).modelBytes(10).write();
        try (Watching watching = new Watching(folder, TestConfig.QUICK.scanningEvery(Duration.ofMillis(1)))) {
            watching.awaitPublished(30);
            List<LiveRun> runs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                runs.add(LiveRun.builder(folder, Layout.REGISTRY, "live", i)
                        .modelBytes(MODEL_BYTES)
                        .build());
                runs.get(i).begin();
            }

            // When
            CompletableFuture<Void> finishing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < runs.size(); i++) {
                    runs.get(i).finish();
                    watching.awaitPublished(new LoopKey("live", i), 1);
                }
            });

            // Then
            Set<LoopKey> openAgain = new TreeSet<>();
            while (!finishing.isDone()) {
                Set<LoopKey> published = published(watching);
                published.retainAll(watching.board.open().keySet());
                openAgain.addAll(published);
            }
            finishing.join();
            assertThat(openAgain).isEmpty();
        }
    }

    @Test
    void waitsForQuietFilesWhereTheRegistrySaysNothing() throws Exception {
        // Given
        Files.createDirectories(folder.resolve("log"));
        try (Watching watching = new Watching(folder, PATIENT)) {
            LoopKey key = new LoopKey("20250107_001", 3);
            LiveRun run = LiveRun.builder(folder, Layout.SEEDS, key.taskRunId(), key.loopId())
                    .registry(RegistryKind.NONE)
                    .modelBytes(MODEL_BYTES)
                    .build();
            run.begin();
            watching.awaitScans(2);
            assertThat(watching.published()).isEmpty();

            // When
            Instant ended = run.finish();
            Watching.Published published = watching.awaitPublished(key, 1);

            // Then
            assertThat(published.event().loop().evidence()).isEqualTo(CompletionEvidence.FEEDBACK_FILE);
            assertThat(Duration.between(ended, published.at()))
                    .isGreaterThanOrEqualTo(PATIENT.quietPeriod().minusMillis(10));
            watching.awaitScans(4);
            assertThat(watching.published()).hasSize(1);
        }
    }

    @Test
    void publishesAnotherRevisionAfterARerunAndNoneAfterARestart() throws Exception {
        // Given
        LoopKey key = new LoopKey("live", 0);
        LiveRun run = LiveRun.builder(folder, Layout.REGISTRY, key.taskRunId(), key.loopId())
                .modelBytes(MODEL_BYTES)
                .build();
        run.begin();
        run.finish();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(key, 1);

            // When
            run.rerun();

            // Then
            assertThat(watching.awaitPublished(key, 2).event().revision()).isEqualTo(2);
        }
        try (Watching again = new Watching(folder)) {
            again.awaitScans(4);
            assertThat(again.published()).isEmpty();
        }
    }

    @Test
    void takesNoNoticeOfWhatLooplineAndTheScriptsWrite() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .seedsLayoutLoops(2)
                .registryLoops(2)
                .modelBytes(MODEL_BYTES)
                .write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(4);

            // When
            for (WrittenLoop loop : home.loops()) {
                Path workspace = loop.experiment().path();
                for (String name : List.of(
                        "factor_meta.json",
                        "factor_perf.json",
                        "feedback.json",
                        "model_meta.json",
                        "strategy_meta.json",
                        "workspace_meta.json",
                        "experiment_summary.json",
                        "manifest.json")) {
                    Path temporary = workspace.resolve("." + name + ".tmp");
                    Files.writeString(temporary, "{\"written\": true}");
                    Files.move(temporary, workspace.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
            watching.registry.write(session -> session.update(
                    "UPDATE loops SET has_result = 1, ic_mean = 0.1, metrics_json = '{}', materialization_status ="
                            + " 'done', asset_bundle_id = 'b', is_solidified = 1, sync_status = 'synced',"
                            + " updated_at_utc = '2099-01-01T00:00:00.000000+00:00'"));
            watching.awaitScans(6);

            // Then
            assertThat(watching.published()).hasSize(4);
        }
    }

    @Test
    void publishesOnceMoreWhenAnInputChangesInPlace() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .registryLoops(1)
                .modelBytes(MODEL_BYTES)
                .write();
        WrittenLoop loop = home.loops().get(0);
        LoopKey key = key(loop);
        try (Watching watching = new Watching(folder)) {
            String before = watching.awaitPublished(key, 1).event().contentDigest();

            // When
            Files.writeString(loop.experiment().path().resolve("qlib_res.csv"), ",0\nIC,0.5\n");

            // Then
            WorkspaceRegistered event = watching.awaitPublished(key, 2).event();
            assertThat(event.revision()).isEqualTo(2);
            assertThat(event.contentDigest()).isNotEqualTo(before);
        }
    }

    @Test
    void withdrawsALoopWhoseRowsAndFoldersAreGone() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(2).modelBytes(MODEL_BYTES).write();
        LoopKey key = new LoopKey("live", 7);
        LiveRun run = LiveRun.builder(folder, Layout.REGISTRY, key.taskRunId(), key.loopId())
                .modelBytes(MODEL_BYTES)
                .build();
        run.begin();
        run.finish();
        try (Watching watching = new Watching(folder, PATIENT)) {
            watching.awaitPublished(3);

            // When
            run.withdraw();

            // Then
            assertThat(watching.awaitPublished(key, 2).isTombstone()).isTrue();
            watching.awaitScans(3);
            assertThat(watching.of(key)).hasSize(2);
        }
    }

    @Test
    void withdrawsALoopThatWasTakenBackWhileItsRootWasAway() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(2).modelBytes(MODEL_BYTES).write();
        LoopKey key = new LoopKey("live", 7);
        LiveRun run = LiveRun.builder(folder, Layout.SEEDS, key.taskRunId(), key.loopId())
                .registry(RegistryKind.CURRENT)
                .modelBytes(MODEL_BYTES)
                .build();
        run.begin();
        run.finish();
        Path log = folder.resolve("log");
        try (Watching watching = new Watching(folder, PATIENT)) {
            watching.awaitPublished(3);
            Files.move(log, folder.resolve("away"));
            watching.awaitScans(3);

            // When: its row goes now, its folder is seen to be gone only when the disk is back
            Files.move(folder.resolve("away"), log);
            run.withdraw();
            Files.move(log, folder.resolve("away"));
            watching.awaitScans(4);
            assertThat(watching.of(key)).hasSize(1);
            Files.move(folder.resolve("away"), log);

            // Then
            assertThat(watching.awaitPublished(key, 2).isTombstone()).isTrue();
        }
    }

    @Test
    void believesNoWithdrawalThatLeavesTheFolderOfWorkspacesEmpty() throws Exception {
        // Given: the only loop below that folder, which then looks as if its drive were away
        SampleHome.builder(folder).seedsLayoutLoops(2).modelBytes(MODEL_BYTES).write();
        LoopKey key = new LoopKey("live", 7);
        LiveRun run = LiveRun.builder(folder, Layout.REGISTRY, key.taskRunId(), key.loopId())
                .modelBytes(MODEL_BYTES)
                .build();
        run.begin();
        run.finish();
        try (Watching watching = new Watching(folder, PATIENT)) {
            watching.awaitPublished(3);

            // When
            run.withdraw();
            watching.awaitScans(6);

            // Then
            assertThat(watching.of(key)).hasSize(1);
            assertThat(watching.board.removed()).containsKey(key);
        }
    }

    @Test
    void reportsAMissingFolderAndBelievesNoDeletion() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .registryLoops(2)
                .modelBytes(MODEL_BYTES)
                .flaws(Flaw.MISSING_WORKSPACE, Flaw.NULL_LOOP_ID)
                .write();
        LoopKey missing = key(home.with(Flaw.MISSING_WORKSPACE));
        LoopKey homeless = key(home.with(Flaw.NULL_LOOP_ID));
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(2);

            // When
            Files.move(folder.resolve("git_ignore_folder"), folder.resolve("away"));
            watching.awaitScans(4);

            // Then
            assertThat(watching.published()).hasSize(2);
            assertThat(watching.board.open()).containsOnlyKeys(missing).doesNotContainKey(homeless);
            assertThat(watching.board.removed()).hasSize(2).doesNotContainKey(missing);
            assertThat(watching.board.unassigned())
                    .anySatisfy(one -> assertThat(one.reason()).contains("no loop id"));
        }
    }

    @Test
    void readsNothingThroughALink() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .registryLoops(1)
                .modelBytes(MODEL_BYTES)
                .flaws(Flaw.LINK_OUTSIDE, Flaw.ODD_NAMES)
                .write();
        LoopKey linked = key(home.with(Flaw.LINK_OUTSIDE));
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(3);

            // When
            Files.writeString(folder.resolve("source_data/private.yaml"), "token: changed and longer\n");
            watching.awaitScans(5);

            // Then
            assertThat(watching.of(linked)).hasSize(1);
            assertThat(published(watching)).contains(key(home.with(Flaw.ODD_NAMES)));
        }
    }

    @Test
    void findsLoopsRecordedUnderAnotherMachinesRootInAnySpelling() throws Exception {
        // Given
        SampleHome.builder(folder)
                .registryLoops(3)
                .seedsLayoutLoops(3)
                .recordedRoot("F:\\Dev\\RD-Agent-main")
                .modelBytes(MODEL_BYTES)
                .write();

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(6);
            watching.awaitScans(3);

            // Then
            assertThat(watching.published()).hasSize(6);
            WorkspaceRegistered event = watching.published().get(0).event();
            assertThat(event.workspaces().get(0).recordedPath()).startsWith("F:");
            assertThat(event.workspaces().get(0).homeRelativePath()).doesNotContain(":", "\\");
        }
    }

    @Test
    void registersALoopOfAnOlderRegistryAsFast() throws Exception {
        // Given
        SampleHome.builder(folder)
                .registryLoops(2)
                .registry(RegistryKind.V1)
                .modelBytes(MODEL_BYTES)
                .write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(2);
            LoopKey key = new LoopKey("live", 0);
            LiveRun run = LiveRun.builder(folder, Layout.REGISTRY, "live", 0)
                    .registry(RegistryKind.V1)
                    .modelBytes(MODEL_BYTES)
                    .build();
            run.begin();
            Awaitility.await().until(() -> watching.board.open().containsKey(key));

            // When
            run.finish();

            // Then
            assertThat(watching.awaitPublished(key, 1).event().loop().status()).isEqualTo(Outcome.SUCCESS.wire());
        }
    }

    private static Set<LoopKey> published(Watching watching) {
        return watching.published().stream()
                .map(Watching.Published::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<LoopKey> keys(List<WrittenLoop> loops) {
        return loops.stream().map(WatchLoopTest::key).collect(Collectors.toCollection(TreeSet::new));
    }

    private static LoopKey key(WrittenLoop loop) {
        return new LoopKey(loop.taskRunId(), loop.loopId());
    }

    private static long number(Watching watching, String sql) throws Exception {
        return watching.registry.view(session -> session.number(sql));
    }
}
