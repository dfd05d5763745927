package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.watcher.TestConfig;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.register.LoopTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clean-up raises no revision and withdraws nothing; it is told, and over when the files are back. */
class VanishedFilesTest {

    @TempDir
    Path folder;

    @Test
    void tellsOfFilesThatVanishedAndRaisesARevisionOnlyWhenOthersChange() throws Exception {
        // Given
        WrittenHome home =
                SampleHome.builder(folder).registryLoops(2).modelBytes(1024).write();
        WrittenLoop loop = home.loops().get(0);
        LoopKey key = new LoopKey(loop.taskRunId(), loop.loopId());
        Path workspace = loop.experiment().path();
        Files.createDirectories(workspace.resolve("mlruns/1/r/artifacts"));
        Files.writeString(workspace.resolve("mlruns/1/r/artifacts/params.pkl"), "weight");
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(2);

            // When
            remove(workspace.resolve("mlruns"));
            awaitRemoved(watching, 1);

            // Then: a scan may have met the folder half removed; one of the next names all of it.
            watching.awaitScans(4);
            assertThat(watching.board.removed().get(key).reason()).contains("SOURCE_REMOVED", "params.pkl");
            assertThat(watching.of(key)).hasSize(1);
            assertThat(watching.board.open()).isEmpty();

            // When
            Files.writeString(workspace.resolve("more.py"), "x = 1\n");

            // Then
            assertThat(watching.awaitPublished(key, 2).event().revision()).isEqualTo(2);
            awaitRemoved(watching, 0);
        }
    }

    @Test
    void forgetsThatFilesWereGoneWhenTheyAreBackAlsoWithOtherTimes() throws Exception {
        // Given
        WrittenHome home =
                SampleHome.builder(folder).registryLoops(1).modelBytes(1024).write();
        Path file = home.loops().get(0).experiment().path().resolve("qlib_res.csv");
        byte[] content = Files.readAllBytes(file);
        try (Watching watching = new Watching(folder)) {
            watching.awaitPublished(1);
            Files.delete(file);
            awaitRemoved(watching, 1);

            // When
            Files.write(file, content);

            // Then
            awaitRemoved(watching, 0);
            watching.awaitScans(4);
            assertThat(watching.published()).hasSize(1);
        }
    }

    @Test
    void changesNothingWhileTheHomeIsAwayAndWhenItIsBack() throws Exception {
        // Given
        Path home = folder.resolve("home");
        SampleHome.builder(home)
                .registryLoops(2)
                .seedsLayoutLoops(2)
                .modelBytes(1024)
                .write();
        try (Watching watching = new Watching(home)) {
            watching.awaitPublished(4);

            // When: moved away, then an empty mount point, then back.
            Files.move(home, folder.resolve("away"));
            awaitProblem(watching);
            Files.createDirectory(home);
            Awaitility.await()
                    .during(Duration.ofMillis(800))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> watching.board.problem().isPresent());
            assertThat(home).isEmptyDirectory();
            Files.delete(home);
            Files.move(folder.resolve("away"), home);
            watching.awaitScans(4);

            // Then
            assertThat(watching.published()).hasSize(4);
            assertThat(watching.board.problem()).isEmpty();
            assertThat(watching.board.removed()).isEmpty();
            assertThat(watching.registry.view(LoopTable::all)).hasSize(4);
        }
    }

    @Test
    void withdrawsNothingWhenTheLogFolderIsEmptied() throws Exception {
        // Given
        SampleHome.builder(folder)
                .registryLoops(1)
                .seedsLayoutLoops(2)
                .modelBytes(1024)
                .write();
        try (Watching watching = new Watching(folder, TestConfig.QUICK)) {
            watching.awaitPublished(3);

            // When
            try (Stream<Path> tasks = Files.list(folder.resolve("log"))) {
                for (Path task : tasks.toList()) {
                    remove(task);
                }
            }
            awaitRemoved(watching, 2);
            watching.awaitScans(4);

            // Then
            assertThat(watching.published()).hasSize(3);
        }
    }

    private static void awaitRemoved(Watching watching, int loops) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> watching.board.removed().size() == loops);
    }

    private static void awaitProblem(Watching watching) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> watching.board.problem().isPresent());
    }

    private static void remove(Path tree) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(tree)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
