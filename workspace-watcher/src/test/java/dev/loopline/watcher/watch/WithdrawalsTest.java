package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.samples.SampleHome;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.Watching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and folders of many loops go at once: an accident more often than a wish. */
class WithdrawalsTest {

    private static final int LOOPS = 24;

    @TempDir
    Path folder;

    private Path workspaces;
    private Path away;

    @BeforeEach
    void writeHome() throws IOException {
        SampleHome.builder(folder.resolve("home"))
                .registryLoops(LOOPS)
                .modelBytes(100)
                .write();
        workspaces = folder.resolve("home/git_ignore_folder/RD-Agent_workspace");
        away = Files.createDirectory(folder.resolve("away"));
        // The folder is not empty afterwards, so it is no mount point without its disk.
        Files.createDirectory(workspaces.resolve("kept"));
    }

    @Test
    void withdrawsNothingWhenAllRowsAndFoldersAreGoneAtOnce() throws Exception {
        // Given
        try (Watching watching = new Watching(folder.resolve("home"))) {
            watching.awaitPublished(LOOPS);

            // When
            removeAll(watching);
            watching.awaitScans(6);

            // Then
            assertThat(watching.published()).noneMatch(Watching.Published::isTombstone);
        }
    }

    @Test
    void doesNothingWhenTheFoldersComeBackBeforeAConfirmation() throws Exception {
        // Given
        try (Watching watching = new Watching(folder.resolve("home"))) {
            watching.awaitPublished(LOOPS);
            removeAll(watching);
            awaitHeld(watching, LOOPS);

            // When
            for (Path workspace : listed(away)) {
                Files.move(workspace, workspaces.resolve(workspace.getFileName()));
            }

            // Then
            awaitHeld(watching, 0);
            watching.awaitScans(4);
            assertThat(watching.published()).noneMatch(Watching.Published::isTombstone);
            assertThat(watching.loop.heldWithdrawals().confirm(LOOPS)).isFalse();
        }
    }

    @Test
    void withdrawsThemAllOnceAPersonConfirmsIt() throws Exception {
        // Given
        try (Watching watching = new Watching(folder.resolve("home"))) {
            watching.awaitPublished(LOOPS);
            removeAll(watching);
            awaitHeld(watching, LOOPS);

            // When
            assertThat(watching.loop.heldWithdrawals().confirm(LOOPS)).isTrue();
            watching.loop.homeChanged();

            // Then
            await().until(() -> watching.published().stream()
                            .filter(Watching.Published::isTombstone)
                            .count()
                    == LOOPS);
            assertThat(watching.loop.heldWithdrawals().waiting()).isEmpty();
        }
    }

    private static void awaitHeld(Watching watching, int loops) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> watching.loop.heldWithdrawals().waiting().size() == loops);
    }

    private void removeAll(Watching watching) throws Exception {
        for (Path workspace : listed(workspaces)) {
            if (!workspace.endsWith("kept")) {
                Files.move(workspace, away.resolve(workspace.getFileName()));
            }
        }
        OtherProgram.execute(watching.registry.file(), "DELETE FROM loops");
        OtherProgram.execute(watching.registry.file(), "DELETE FROM workspaces");
    }

    private static List<Path> listed(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.toList();
        }
    }
}
