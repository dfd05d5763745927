package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.plan.Layout;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.TestConfig;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry goes while the home is there: no other one is made in its place. */
class LostRegistryTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Rounds at rest are rare; what is wrong with the home is said all the same. */
    private static final TestConfig AT_REST = TestConfig.QUICK.scanningEvery(Duration.ofHours(1));

    @TempDir
    Path folder;

    private Path home;
    private Path file;
    private Path backup;

    @BeforeEach
    void writeHome() throws IOException {
        home = folder.resolve("home");
        file = home.resolve("RDagentDB/registry.sqlite");
        backup = folder.resolve("backup.sqlite");
        SampleHome.builder(home).registryLoops(3).modelBytes(100).write();
    }

    @Test
    void makesNoNewRegistryWhenItsFileIsDeleted() throws Exception {
        try (Watching watching = watching(TestConfig.QUICK)) {
            // When
            remove();
            awaitProblem(watching, "is gone");

            // Then
            watching.awaitTrouble(Duration.ofSeconds(2));
            assertThat(file).doesNotExist();

            // And when it is put back, without its journal
            Files.copy(backup, file);
            assertGoesOn(watching);
        }
    }

    @Test
    void fillsNoEmptyFile() throws Exception {
        try (Watching watching = watching(TestConfig.QUICK)) {
            // When
            remove();
            Files.createFile(file);
            awaitProblem(watching, "is empty");

            // Then
            watching.awaitTrouble(Duration.ofSeconds(2));
            assertThat(file).isEmptyFile();
            Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING);
            assertGoesOn(watching);
        }
    }

    @Test
    void saysThatTheFileWasReplacedByAnother() throws Exception {
        try (Watching watching = watching(TestConfig.QUICK)) {
            // When
            Path other = Files.writeString(folder.resolve("other"), "not a database, but long enough ".repeat(100));
            remove();
            Files.move(other, file);

            // Then
            awaitProblem(watching, "damaged");
            remove();
            Files.copy(backup, file);
            assertGoesOn(watching);
        }
    }

    @Test
    void takesARegistryThatKnowsNoLoopForLost() throws Exception {
        try (Watching watching = watching(TestConfig.QUICK)) {
            // Given
            Path other = folder.resolve("fresh.sqlite");
            Registry.open(other).close();

            // When
            remove();
            Files.move(other, file);

            // Then
            awaitProblem(watching, "knows none of the 3 loops");
            watching.awaitTrouble(Duration.ofSeconds(2));
            assertThat(watching.published()).hasSize(3);
            remove();
            Files.copy(backup, file);
            assertGoesOn(watching);
        }
    }

    @Test
    void saysItAlsoWhileNoRoundIsDue() throws Exception {
        try (Watching watching = watching(AT_REST)) {
            // When
            remove();

            // Then
            awaitProblem(watching, "is gone");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void saysThatTheHomeIsAwayAlsoWhileNoRoundIsDue() throws Exception {
        try (Watching watching = watching(AT_REST)) {
            // When
            Files.move(home, folder.resolve("away"));

            // Then
            awaitProblem(watching, "not there");
            Files.createDirectory(home);
            watching.awaitTrouble(Duration.ofSeconds(6));
            assertThat(home).isEmptyDirectory();
        }
    }

    private Watching watching(TestConfig config) throws Exception {
        Watching watching = new Watching(home, config);
        watching.awaitPublished(3);
        OtherProgram.execute(file, "VACUUM INTO '" + backup + "'");
        return watching;
    }

    private void remove() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }

    private static void awaitProblem(Watching watching, String words) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(watching.board.problem())
                        .hasValueSatisfying(problem -> assertThat(problem).contains(words)));
    }

    private void assertGoesOn(Watching watching) throws Exception {
        await().atMost(LIMIT).until(() -> watching.board.problem().isEmpty());
        LiveRun run = LiveRun.builder(home, Layout.REGISTRY, "later", 0)
                .modelBytes(100)
                .build();
        run.begin();
        run.finish();
        watching.awaitPublished(new LoopKey("later", 0), 1);
        // The outbox of the backup may hold what was published already; nothing gets another revision.
        assertThat(watching.published())
                .allSatisfy(one -> assertThat(one.event().revision()).isEqualTo(1));
    }
}
