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
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.TestConfig;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.register.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops that only RD-Agent's session logs tell of, alone and beside the other sources. */
class SessionLoopsTest {

    private static final int MODEL_BYTES = 2048;
    private static final String SESSION = "2026-01-05_08-00-00-000001";

    @TempDir
    Path folder;

    @Test
    void registersAHomeThatHasNothingButSessionLogs() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .sessionLoops(12)
                .runningLoops(2)
                .failedLoops(1)
                .crashedLoops(2)
                .registry(RegistryKind.NONE)
                .modelBytes(MODEL_BYTES)
                .write();
        Set<LoopKey> expected = keys(home.finished());

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(expected.size());
            watching.awaitScans(4);

            // Then
            assertThat(published(watching)).isEqualTo(expected);
            assertThat(watching.published()).hasSize(expected.size());
            for (WrittenLoop loop : home.finished()) {
                WorkspaceRegistered event = watching.of(key(loop)).get(0).event();
                assertThat(event.loop().evidence()).isEqualTo(CompletionEvidence.SESSION_MARK);
                assertThat(event.loop().action()).isEqualTo(loop.action().wire());
                assertThat(event.loop().logDirHomeRelative()).isEqualTo("log/" + loop.taskRunId());
                assertThat(event.workspaces())
                        .extracting(Workspace::workspaceId)
                        .containsExactlyInAnyOrderElementsOf(loop.workspaces().stream()
                                .map(workspace -> workspace.workspaceId())
                                .toList());
                assertThat(event.workspaces().get(0).role()).isEqualTo(Workspace.EXPERIMENT);
            }
            assertThat(home.running())
                    .hasSize(2)
                    .allSatisfy(loop ->
                            assertThat(watching.board.open().get(key(loop))).isInstanceOf(Verdict.Running.class));
            assertThat(home.crashed())
                    .hasSize(2)
                    .allSatisfy(loop -> assertThat(reason(watching, key(loop))).contains("aborted", "Ctrl-C"));
        }
    }

    @Test
    void findsTheWorkspacesThatASessionRecordedOnAnotherMachine() throws Exception {
        for (String root : List.of("/mnt/f/Dev/RD-Agent-main", "F:\\Dev\\RD-Agent-main")) {
            // Given
            Path home = folder.resolve(Integer.toHexString(root.hashCode()));
            WrittenHome written = SampleHome.builder(home)
                    .sessionLoops(3)
                    .recordedRoot(root)
                    .registry(RegistryKind.NONE)
                    .modelBytes(MODEL_BYTES)
                    .write();

            // When
            try (Watching watching = new Watching(home)) {
                watching.awaitPublished(3);

                // Then
                Workspace first = watching.of(key(written.loops().get(0)))
                        .get(0)
                        .event()
                        .workspaces()
                        .get(0);
                assertThat(first.recordedPath()).startsWith(root);
                assertThat(first.homeRelativePath()).startsWith("git_ignore_folder/RD-Agent_workspace/");
            }
        }
    }

    @Test
    void registersEachLoopOnceWhereRegistryAndSessionAndFoldersTellOfIt() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .seedsLayoutLoops(10)
                .registryLoops(10)
                .sessionLoops(10)
                .sessionLogs()
                .runningLoops(3)
                .failedLoops(3)
                .recordedRoot("F:/Dev/RD-Agent-main")
                .modelBytes(MODEL_BYTES)
                .write();
        Set<LoopKey> expected = keys(home.finished());

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(expected.size());
            watching.awaitScans(5);

            // Then
            assertThat(published(watching)).isEqualTo(expected);
            assertThat(watching.published()).hasSize(expected.size());
            assertThat(primaryFolders(watching)).doesNotHaveDuplicates();
            List<String> atWork = home.running().stream()
                    .flatMap(loop -> loop.workspaces().stream())
                    .map(workspace -> workspace.path().toString())
                    .toList();
            assertThat(watching.board.unassigned())
                    .allSatisfy(left -> assertThat(left.subject()).isIn(atWork));
        }
    }

    @Test
    void registersNothingWhenTheSameHomeIsScannedAgain() throws Exception {
        // Given
        SampleHome.builder(folder)
                .registryLoops(4)
                .sessionLoops(8)
                .sessionLogs()
                .modelBytes(MODEL_BYTES)
                .write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(12);
            watching.awaitScans(3);
        }

        // When
        try (Watching again = new Watching(folder)) {
            again.awaitScans(6);

            // Then
            assertThat(again.published()).isEmpty();
            assertThat(again.board.open()).isEmpty();
        }
    }

    @Test
    void waitsForTheLastFileHoweverCompleteTheResultsLook() throws Exception {
        // Given
        try (Watching watching = new Watching(folder)) {
            LiveRun run = LiveRun.start(folder, Layout.SESSION, SESSION, 0);
            while (run.grow()) {
                watching.awaitScans(1);
            }
            watching.awaitScans(5);
            LoopKey key = new LoopKey(SESSION, 0);
            assertThat(watching.published()).isEmpty();
            assertThat(watching.board.open().get(key)).isInstanceOf(Verdict.Running.class);

            // When
            run.finish();

            // Then
            assertThat(watching.awaitPublished(key, 1).event().loop().evidence())
                    .isEqualTo(CompletionEvidence.SESSION_MARK);
        }
    }

    @Test
    void givesANewRevisionToALoopThatIsRunAgainAndNoneToAMarkThatIsOnlyTouched() throws Exception {
        // Given
        LiveRun run = LiveRun.start(folder, Layout.SESSION, SESSION, 3);
        run.finish();
        LoopKey key = new LoopKey(SESSION, 3);
        try (Watching watching = new Watching(folder, TestConfig.QUICK.quietFor(Duration.ofSeconds(2)))) {
            watching.awaitPublished(key, 1);
            Files.setLastModifiedTime(mark(3), FileTime.from(Instant.now().plusSeconds(30)));
            watching.awaitScans(5);
            assertThat(watching.of(key)).hasSize(1);

            // When
            run.rerun();

            // Then
            assertThat(watching.awaitPublished(key, 2).event().revision()).isEqualTo(2);
            watching.awaitScans(4);
            assertThat(watching.of(key)).hasSize(2);
        }
    }

    @Test
    void tellsAResumedLoopApartByItsConclusionAlone() throws Exception {
        // Given
        LiveRun.start(folder, Layout.SESSION, SESSION, 0).finish();
        LoopKey key = new LoopKey(SESSION, 0);
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(key, 1);
            byte[] state = Files.readAllBytes(mark(0));

            // When
            Files.delete(mark(0));
            Awaitility.await().until(() -> watching.board.open().get(key) instanceof Verdict.Running);
            Path pickle = feedbackPickle();
            byte[] other = replaced(Files.readAllBytes(pickle), "Try a longer window.", "Try other windows..");
            Files.write(pickle, other);
            Files.write(mark(0), state);

            // Then
            assertThat(watching.awaitPublished(key, 2).event().revision()).isEqualTo(2);
        }
    }

    @Test
    void takesTheNewWorkspaceOfALoopThatWasRolledBackAndWhoseNumberIsUsedAgain() throws Exception {
        // Given
        LiveRun.start(folder, Layout.SESSION, SESSION, 0).finish();
        LoopKey key = new LoopKey(SESSION, 0);
        try (Watching watching = new Watching(folder)) {
            String old = experiment(watching.awaitPublished(key, 1).event());
            byte[] state = Files.readAllBytes(mark(0));

            // When
            Files.delete(mark(0));
            Awaitility.await().until(() -> watching.board.open().get(key) instanceof Verdict.Running);
            String other = "0123" + old.substring(4);
            copyWorkspace(old, other);
            rename(old, other);
            Files.write(mark(0), state);

            // Then
            WorkspaceRegistered event = watching.awaitPublished(key, 2).event();
            assertThat(experiment(event)).isEqualTo(other);
            assertThat(event.workspaces())
                    .extracting(Workspace::workspaceId)
                    .contains(other)
                    .doesNotContain(old);
            assertThat(statusOfWorkspace(watching, other)).isEqualTo("present");
            assertThat(statusOfWorkspace(watching, old)).isEqualTo("superseded");

            // When
            delete(folder.resolve("log").resolve(SESSION));
            watching.awaitScans(5);

            // Then
            assertThat(watching.of(key)).hasSize(2);
        }
    }

    @Test
    void keepsALoopWhoseLogIsCleanedAway() throws Exception {
        // Given
        LiveRun.start(folder, Layout.SESSION, SESSION, 0).finish();
        LoopKey key = new LoopKey(SESSION, 0);
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(key, 1);
            watching.awaitScans(2);

            // When
            delete(folder.resolve("log").resolve(SESSION));
            watching.awaitScans(5);

            // Then
            assertThat(watching.published()).hasSize(1);
        }
    }

    @Test
    void reportsALoopAsCrashedWhenNothingWasWrittenForLong() throws Exception {
        // Given
        LiveRun.start(folder, Layout.SESSION, SESSION, 0).grow();
        age(folder.resolve("log").resolve(SESSION));

        // When
        try (Watching watching = new Watching(folder)) {
            LoopKey key = new LoopKey(SESSION, 0);
            Awaitility.await().until(() -> watching.board.open().containsKey(key));

            // Then
            assertThat(reason(watching, key)).contains("crashed", "nothing was written since");
            assertThat(watching.published()).isEmpty();
        }
    }

    @Test
    void registersALoopThatGoesOnAfterAnAbort() throws Exception {
        // Given
        LiveRun first = LiveRun.start(folder, Layout.SESSION, SESSION, 0);
        first.grow();
        first.crash();
        LoopKey key = new LoopKey(SESSION, 0);
        try (Watching watching = new Watching(folder)) {
            Awaitility.await().until(() -> watching.board.open().get(key) instanceof Verdict.Stuck);

            // When
            LiveRun.start(folder, Layout.SESSION, SESSION, 0).finish();

            // Then
            assertThat(watching.awaitPublished(key, 1).event().loop().evidence())
                    .isEqualTo(CompletionEvidence.SESSION_MARK);
        }
    }

    @Test
    void carriesOnWhereThePicklesOfALoopAreHostile() throws Exception {
        // Given
        LiveRun.start(folder, Layout.SESSION, SESSION, 0).finish();
        LiveRun.start(folder, Layout.SESSION, SESSION, 1).finish();
        byte[] hostile = "cposix\nsystem\n(S'touch pwned'\ntR.".getBytes(StandardCharsets.US_ASCII);
        for (String pickles : List.of("Loop_0", "__session__/0")) {
            try (Stream<Path> files =
                    Files.walk(folder.resolve("log").resolve(SESSION).resolve(pickles))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.write(file, hostile);
                }
            }
        }

        // When
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(new LoopKey(SESSION, 1), 1);
            watching.awaitScans(3);

            // Then
            assertThat(watching.published()).hasSize(1);
            assertThat(reason(watching, new LoopKey(SESSION, 0)))
                    .contains("no workspace is recorded", "3_feedback", "not read: the pickle");
            assertThat(Path.of("pwned")).doesNotExist();
        }
    }

    @Test
    void takesARunningRowForCrashedWhenItsTaskRunFailed() throws Exception {
        // Given
        WrittenHome home = SampleHome.builder(folder)
                .registryLoops(1)
                .runningLoops(1)
                .sessionLogs()
                .modelBytes(MODEL_BYTES)
                .write();
        WrittenLoop running = home.running().get(0);
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);

            // When
            OtherProgram.execute(
                    watching.registry.file(),
                    "UPDATE task_runs SET status = 'failed' WHERE task_run_id = '" + running.taskRunId() + "'");

            // Then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> watching.board.open().get(key(running)) instanceof Verdict.Stuck);
            assertThat(reason(watching, key(running))).contains("crashed", "failed");
        }
    }

    @Test
    void scansManyFinishedLoopsWithoutReadingThemAgain() throws Exception {
        // Given
        SampleHome.builder(folder)
                .sessionLoops(300)
                .registry(RegistryKind.NONE)
                .modelBytes(64)
                .write();

        // When
        try (Watching watching = new Watching(folder, TestConfig.QUICK)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> watching.published().size() >= 300);
            watching.awaitScans(6);
            assertThat(watching.published()).hasSize(300);

            // When: nothing can be read any more, behind the same size and time.
            blankPickles();
            watching.awaitScans(6);

            // Then
            assertThat(watching.published()).hasSize(300);
            assertThat(watching.board.open()).isEmpty();
        }
    }

    /** By renaming, so that no scan sees one with another size or time. */
    private void blankPickles() throws Exception {
        List<Path> pickles;
        try (Stream<Path> files = Files.walk(folder.resolve("log"))) {
            pickles = files.filter(Files::isRegularFile).toList();
        }
        for (Path pickle : pickles) {
            Path blank = Files.write(folder.resolve("blank"), new byte[(int) Files.size(pickle)]);
            Files.setLastModifiedTime(blank, Files.getLastModifiedTime(pickle));
            Files.move(blank, pickle, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path mark(int loop) {
        return folder.resolve("log").resolve(SESSION).resolve("__session__/" + loop + "/3_feedback");
    }

    private Path feedbackPickle() throws Exception {
        Path tag = folder.resolve("log").resolve(SESSION).resolve("Loop_0/feedback/feedback");
        try (Stream<Path> files = Files.walk(tag)) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private static String experiment(WorkspaceRegistered event) {
        return event.workspaces().stream()
                .filter(workspace -> workspace.role().equals(Workspace.EXPERIMENT))
                .map(Workspace::workspaceId)
                .collect(Collectors.joining(" and "));
    }

    private void copyWorkspace(String from, String to) throws Exception {
        Path workspaces = folder.resolve("git_ignore_folder/RD-Agent_workspace");
        Path source = workspaces.resolve(from);
        try (Stream<Path> tree = Files.walk(source)) {
            for (Path path : tree.toList()) {
                Files.copy(
                        path,
                        workspaces.resolve(to).resolve(source.relativize(path).toString()));
            }
        }
    }

    /** In all pickles of the run. */
    private void rename(String from, String to) throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("log").resolve(SESSION))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String all = Files.readString(file, StandardCharsets.ISO_8859_1);
                Files.writeString(file, all.replace(from, to), StandardCharsets.ISO_8859_1);
            }
        }
    }

    private static String statusOfWorkspace(Watching watching, String id) throws Exception {
        return watching.registry.view(session -> session.list(
                        "SELECT status FROM workspaces WHERE workspace_id = ?", row -> row.getString("status"), id)
                .get(0));
    }

    private static byte[] replaced(byte[] pickle, String text, String other) {
        String all = new String(pickle, StandardCharsets.ISO_8859_1);
        assertThat(all).contains(text);
        String padded = other + " ".repeat(text.length() - other.length());
        return all.replace(text, padded).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void age(Path root) throws Exception {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.setLastModifiedTime(path, old);
            }
        }
    }

    private static void delete(Path root) throws Exception {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static String reason(Watching watching, LoopKey key) {
        return watching.board.open().get(key) instanceof Verdict.Stuck stuck ? stuck.reason() : "not stuck";
    }

    private static List<String> primaryFolders(Watching watching) {
        return watching.published().stream()
                .map(one -> String.valueOf(one.event().workspaces().get(0).homeRelativePath()))
                .toList();
    }

    private static Set<LoopKey> published(Watching watching) {
        return watching.published().stream()
                .map(Watching.Published::key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static LoopKey key(WrittenLoop loop) {
        return new LoopKey(loop.taskRunId(), loop.loopId());
    }

    private static Set<LoopKey> keys(List<WrittenLoop> loops) {
        return loops.stream().map(SessionLoopsTest::key).collect(Collectors.toCollection(TreeSet::new));
    }
}
