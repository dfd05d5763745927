package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.DeadLetterNotice;
import dev.loopline.kit.consume.Delivery;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.TestConfig;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.bookkeeping.RegistryBookkeeping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops that a service gave up, and what becomes of them. */
class SecondAttemptsTest {

    private static final LoopKey KEY = new LoopKey("2026-01-05_08-00-00-000001", 0);

    @TempDir
    Path folder;

    @BeforeEach
    void finishALoop() {
        LiveRun.start(folder, Layout.SESSION, KEY.taskRunId(), KEY.loopId()).finish();
    }

    @Test
    void announcesALoopAgainWhoseFilesCouldNotBeReadAndMoreSeldomEachTime() throws Exception {
        try (Watching watching = new Watching(folder)) {
            for (int revision = 1; revision <= 3; revision++) {
                // Given
                assertThat(watching.awaitPublished(KEY, revision).event().revision())
                        .isEqualTo(revision);

                // When
                long began = System.nanoTime();
                givenUp(watching, revision, "WORKSPACE_UNREADABLE");

                // Then: at least 0.3, 0.6 and 1.2 seconds later
                watching.awaitPublished(KEY, revision + 1);
                assertThat(System.nanoTime() - began).isGreaterThan(revision == 1 ? 0 : 150_000_000L << (revision - 1));
            }
            assertThat(watching.of(KEY).get(1).event().requestId()).isNull();
        }
    }

    @Test
    void announcesALoopAgainOfWhichNothingIsHeardAndMoreSeldomEachTime() throws Exception {
        // Given: a record of it was lost behind the watcher
        try (Watching watching = new Watching(folder, TestConfig.QUICK.patientFor(Duration.ofMillis(300)))) {
            watching.awaitPublished(KEY, 2);
            long began = System.nanoTime();

            // When
            watching.awaitPublished(KEY, 3);

            // Then
            assertThat(System.nanoTime() - began).isGreaterThan(300_000_000);
            assertThat(watching.of(KEY))
                    .extracting(one -> one.event().revision())
                    .startsWith(1L, 2L, 3L);
        }
    }

    @Test
    void leavesALoopAloneThatArrived() throws Exception {
        // Given
        try (Watching watching = new Watching(folder, TestConfig.QUICK.patientFor(Duration.ofMillis(300)))) {
            watching.awaitPublished(KEY, 1);

            // When
            bookkeeping(watching).imported(List.of(Events.delivery(Events.imported(KEY, 1_000))));
            watching.awaitScans(3);
            int announced = watching.of(KEY).size();
            watching.awaitScans(6);

            // Then
            assertThat(watching.of(KEY)).hasSize(announced);
        }
    }

    @Test
    void waitsUntilTheFolderIsBack() throws Exception {
        try (Watching watching = new Watching(folder)) {
            // Given
            watching.awaitPublished(KEY, 1);
            Path workspaces = folder.resolve("git_ignore_folder/RD-Agent_workspace");
            Files.move(workspaces, folder.resolve("aside"));
            Files.createDirectories(workspaces);
            givenUp(watching, 1, "WORKSPACE_MISSING");
            watching.awaitScans(6);
            assertThat(watching.of(KEY)).hasSize(1);

            // When
            Files.delete(workspaces);
            Files.move(folder.resolve("aside"), workspaces);

            // Then
            assertThat(watching.awaitPublished(KEY, 2).event().revision()).isEqualTo(2);
        }
    }

    @Test
    void announcesALoopAgainOfWhichABackfillFoundNotAllOnceAllIsThere() throws Exception {
        try (Watching watching = new Watching(folder)) {
            // Given: a file that is away while the backfill looks
            WorkspaceRegistered first = watching.awaitPublished(KEY, 1).event();
            Path workspace = Path.of(first.workspaces().get(0).recordedPath());
            Path away = Files.move(workspace.resolve("ret.pkl"), folder.resolve("aside"));
            backfilled(watching, first);
            watching.awaitScans(6);
            assertThat(watching.of(KEY)).hasSize(1);

            // When
            Files.move(away, workspace.resolve("ret.pkl"));

            // Then: once, for the next backfill finds all
            backfilled(watching, watching.awaitPublished(KEY, 2).event());
            watching.awaitScans(6);
            assertThat(watching.of(KEY)).hasSize(2);
        }
    }

    @Test
    void announcesALoopAgainWhoseMetadataAnOlderRegistrationWroteOver() throws Exception {
        try (Watching watching = new Watching(folder)) {
            // Given: a loop whose second revision is backfilled
            WorkspaceRegistered first = watching.awaitPublished(KEY, 1).event();
            backfilled(watching, first);
            Files.writeString(Path.of(first.workspaces().get(0).recordedPath()).resolve("qlib_res.csv"), "IC,0.1\n");
            backfilled(watching, watching.awaitPublished(KEY, 2).event());

            // When the first one is on the topic once more
            backfilled(watching, first);

            // Then: once
            backfilled(watching, watching.awaitPublished(KEY, 3).event());
            watching.awaitScans(6);
            assertThat(watching.of(KEY)).hasSize(3);
        }
    }

    @Test
    void leavesALoopAloneWhoseNewestRegistrationIsBackfilledAgainToo() throws Exception {
        try (Watching watching = new Watching(folder)) {
            // Given
            WorkspaceRegistered first = watching.awaitPublished(KEY, 1).event();
            backfilled(watching, first);
            Files.writeString(Path.of(first.workspaces().get(0).recordedPath()).resolve("qlib_res.csv"), "IC,0.1\n");
            WorkspaceRegistered second = watching.awaitPublished(KEY, 2).event();
            backfilled(watching, second);

            // When both are delivered again
            bookkeeping(watching)
                    .backfilled(List.of(
                            Events.delivery(Events.backfilled(folder, first, 0.05, "{}")),
                            Events.delivery(Events.backfilled(folder, second, 0.05, "{}"))));
            watching.awaitScans(6);

            // Then
            assertThat(watching.of(KEY)).hasSize(2);
        }
    }

    @Test
    void announcesALoopAgainOfWhichABundlerFoundNotAll() throws Exception {
        try (Watching watching = new Watching(folder)) {
            // Given
            WorkspaceRegistered first = watching.awaitPublished(KEY, 1).event();
            LoopBackfilled backfilled = backfilled(watching, first);

            // When
            BundleCreated created = Events.bundled(backfilled, new BundleManifest.Skipped("ret.pkl", "GONE"));
            bookkeeping(watching).bundled(List.of(Events.delivery(created)));

            // Then
            assertThat(watching.awaitPublished(KEY, 2).event().revision()).isEqualTo(2);
        }
    }

    @Test
    void leavesALoopAloneWhoseContentIsTheReason() throws Exception {
        try (Watching watching = new Watching(folder)) {
            // Given
            watching.awaitPublished(KEY, 1);

            // When
            givenUp(watching, 1, "EVENT_TOO_LARGE");
            watching.awaitScans(6);

            // Then
            assertThat(watching.of(KEY)).hasSize(1);
        }
    }

    private LoopBackfilled backfilled(Watching watching, WorkspaceRegistered registered) throws Exception {
        LoopBackfilled event = Events.backfilled(folder, registered, 0.05, "{}");
        bookkeeping(watching).backfilled(List.of(Events.delivery(event)));
        return event;
    }

    private static RegistryBookkeeping bookkeeping(Watching watching) {
        return new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
    }

    private static void givenUp(Watching watching, long revision, String reason) throws Exception {
        bookkeeping(watching)
                .deadLetters(List.of(new DeadLetterNotice(
                        "backfill-service",
                        KEY,
                        revision,
                        reason,
                        "it was away",
                        new Delivery.Position("loopline.backfill-service.dead-letters", 0, revision))));
    }
}
