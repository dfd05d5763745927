package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.TestConfig;
import dev.loopline.watcher.Watching;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Homes on drives, and beside systems, that do not behave. */
class DifficultHomesTest {

    private static final int MODEL_BYTES = 2048;

    @TempDir
    Path folder;

    @Test
    void findsEveryLoopWhereNoFileEventEverArrives() throws Exception {
        // Given: as on a Windows drive in WSL, on which files appear without a word (D-46)
        SampleHome.builder(folder)
                .seedsLayoutLoops(2)
                .registryLoops(2)
                .modelBytes(MODEL_BYTES)
                .write();
        try (Watching watching = new Watching(folder, TestConfig.QUICK.withoutFileEvents())) {
            watching.awaitPublished(4);

            // When
            for (Layout layout : Layout.values()) {
                LiveRun run = LiveRun.builder(
                                folder, layout, "live-" + layout.name().toLowerCase(Locale.ROOT), 0)
                        .modelBytes(MODEL_BYTES)
                        .build();
                run.begin();
                run.finish();
            }

            // Then
            watching.awaitPublished(4 + Layout.values().length);
            watching.awaitScans(3);
            assertThat(watching.published()).hasSize(4 + Layout.values().length);
            assertThat(watching.board.eventProblem()).contains("file events are switched off");
        }
    }

    /** More folders than the JDK keeps events of, each with its files at once; no scan is due. */
    @Test
    void findsHundredsOfLoopsThatAppearAtOnceByTheirEventsAlone() throws Exception {
        // Given
        Path aside = folder.resolve("aside");
        WrittenHome written = SampleHome.builder(aside)
                .seedsLayoutLoops(600)
                .runningLoops(3)
                .registry(RegistryKind.NONE)
                .modelBytes(16)
                .write();
        Path home = folder.resolve("home");
        Path log = Files.createDirectories(home.resolve("log"));
        try (Watching watching = new Watching(home, TestConfig.QUICK.scanningEvery(Duration.ofHours(1)))) {
            Awaitility.await().until(() -> watching.board.lastScanAt().isPresent());

            // When
            for (Path run : children(aside.resolve("log"))) {
                Path place = log.resolve(run.getFileName());
                Files.createDirectory(place);
                for (Path part : children(run)) {
                    Files.move(part, place.resolve(part.getFileName()));
                }
            }

            // Then
            int withResult = written.withResult().size();
            assertThat(withResult).isGreaterThan(512);
            watching.awaitPublished(withResult);
            assertThat(watching.published().stream().map(Watching.Published::key))
                    .doesNotHaveDuplicates();
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }

    /** For longer than SQLite waits for a lock. */
    @Test
    void saysThatTheRegistryIsLockedAndGoesOnWhenItIsFree() throws Exception {
        // Given
        SampleHome.builder(folder).registryLoops(3).modelBytes(MODEL_BYTES).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(3);
            LoopKey key = new LoopKey("live", 0);
            long rows;
            try (Connection holder = DriverManager.getConnection("jdbc:sqlite:" + watching.registry.file());
                    Statement statement = holder.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                rows = loops(statement);

                // When
                LiveRun run = LiveRun.builder(folder, Layout.SEEDS, key.taskRunId(), key.loopId())
                        .registry(RegistryKind.NONE)
                        .modelBytes(MODEL_BYTES)
                        .build();
                run.begin();
                run.finish();

                // Then
                Awaitility.await()
                        .atMost(Duration.ofSeconds(40))
                        .untilAsserted(() -> assertThat(watching.board.problem())
                                .hasValueSatisfying(
                                        problem -> assertThat(problem).contains("is locked by another program")));
                assertThat(watching.of(key)).isEmpty();
                assertThat(loops(statement)).isEqualTo(rows);
                statement.execute("ROLLBACK");
            }
            assertThat(watching.awaitPublished(key, 1).event().revision()).isEqualTo(1);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> watching.board.problem().isEmpty());
        }
    }

    private static long loops(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM loops")) {
            return row.getLong(1);
        }
    }

    @Test
    void reportsARegistryThatAnotherSystemDamagedAndGoesOnWithABackup() throws Exception {
        // Given: Windows and WSL had the file open at once, and neither saw the other's locks (D-45)
        SampleHome.builder(folder).registryLoops(3).modelBytes(MODEL_BYTES).write();
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(3);
            Awaitility.await()
                    .until(() ->
                            watching.registry.view(session -> session.number("SELECT COUNT(*) FROM loopline_outbox"))
                                    == 0);
            Path file = watching.registry.file();
            Path backup = folder.resolve("backup.sqlite");
            OtherProgram.execute(file, "VACUUM INTO '" + backup + "'");
            damage(file);

            // When
            String problem = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> watching.board.problem().orElse(""), text -> text.contains("damaged"));
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-shm"));
            Files.move(backup, file, StandardCopyOption.REPLACE_EXISTING);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> watching.board.problem().isEmpty());
            LiveRun run = LiveRun.builder(folder, Layout.REGISTRY, "live", 0)
                    .modelBytes(MODEL_BYTES)
                    .build();
            run.begin();
            run.finish();

            // Then
            assertThat(problem).contains(file.toString(), "put the newest backup in its place");
            assertThat(watching.awaitPublished(new LoopKey("live", 0), 1)
                            .event()
                            .revision())
                    .isEqualTo(1);
            watching.awaitScans(3);
            assertThat(watching.published()).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void registersALoopThatRegistryAndSessionTellOfOnceWithAllItsWorkspaces(boolean scannedBetween) throws Exception {
        // Given: a loop at work; the registry knows its experiment only, its session will tell of the rest
        WrittenHome home = SampleHome.builder(folder)
                .registryLoops(6)
                .sessionLogs()
                .modelBytes(MODEL_BYTES)
                .write();
        WrittenLoop loop = home.withResult().stream()
                .filter(one -> one.workspaces().size() > 1)
                .findFirst()
                .orElseThrow();
        LoopKey key = new LoopKey(loop.taskRunId(), loop.loopId());
        Path database = folder.resolve("RDagentDB/registry.sqlite");
        String where = " WHERE task_run_id = '" + key.taskRunId() + "' AND loop_id = " + key.loopId();
        OtherProgram.execute(database, "UPDATE loops SET status = 'running', has_result = 0" + where);
        OtherProgram.execute(
                database, "DELETE FROM workspaces" + where + " AND workspace_role <> '" + Workspace.EXPERIMENT + "'");
        Path mark = mark(loop);
        Path aside = folder.resolve("3_feedback");
        Files.move(mark, aside);
        try (Watching watching = new Watching(folder, TestConfig.QUICK.quietFor(Duration.ofMinutes(1)))) {
            watching.awaitPublished(home.finished().size() - 1);
            Awaitility.await().until(() -> watching.board.open().containsKey(key));

            // When
            Files.move(aside, mark);
            if (scannedBetween) {
                watching.awaitScans(2);
            }
            OtherProgram.execute(
                    database, "UPDATE loops SET status = '" + Outcome.SUCCESS.wire() + "', has_result = 1" + where);

            // Then
            assertThat(watching.awaitPublished(key, 1).event().workspaces()).hasSameSizeAs(loop.workspaces());
            watching.awaitScans(4);
            assertThat(watching.of(key)).hasSize(1);
        }
    }

    private Path mark(WrittenLoop loop) throws Exception {
        try (var files = Files.walk(folder.resolve("log"))) {
            return files.filter(file -> file.endsWith("__session__/" + loop.loopId() + "/3_feedback"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What two systems that write the same pages leave. */
    private static void damage(Path file) throws Exception {
        OtherProgram.execute(file, "PRAGMA wal_checkpoint(TRUNCATE)");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] junk = new byte[4096];
            Arrays.fill(junk, (byte) 0x5a);
            for (long at = 4096; at < channel.size(); at += junk.length) {
                channel.write(ByteBuffer.wrap(junk), at);
            }
        }
        // The change counter in the file's head says that the pages in memory are out of date.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer counter = ByteBuffer.allocate(4);
            channel.read(counter, 24);
            counter.flip();
            counter.putInt(0, counter.getInt(0) + 1);
            channel.write(counter, 24);
        }
    }
}
