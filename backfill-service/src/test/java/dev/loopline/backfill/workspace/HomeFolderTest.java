package dev.loopline.backfill.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.path.RootSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeFolderTest {

    @TempDir
    Path temp;

    private Path home;
    private Path bulk;

    @BeforeEach
    void makeHome() throws IOException {
        Path real = temp.toRealPath();
        home = Files.createDirectories(real.resolve("home"));
        bulk = Files.createDirectories(real.resolve("bulk"));
        Files.createDirectories(bulk.resolve("w1"));
    }

    @Test
    void findsAndSpellsFoldersOfFurtherRoots() throws IOException {
        // Given
        HomeFolder folder = withBulk();

        // When, Then
        assertThat(folder.folder("@bulk/w1")).contains(bulk.resolve("w1"));
        assertThat(folder.spell(bulk.resolve("w1/loop.log"))).isEqualTo("@bulk/w1/loop.log");
        assertThat(folder.hasRootOf("@bulk/gone")).isTrue();
        assertThat(folder.hasRootOf("@other/gone")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@bulk/../home", "@bulk/leaving", "@bulk/leaving/x", "log/../..", "/etc", "@bulk/file"})
    void letsNothingOut(String spelled) throws IOException {
        // Given
        Files.createDirectories(home.resolve("x"));
        Files.createSymbolicLink(bulk.resolve("leaving"), home);
        Files.writeString(bulk.resolve("file"), "x");

        // When, Then
        assertThat(withBulk().folder(spelled)).isEmpty();
    }

    @Test
    void missingRootSaysNothingAboutALoop() throws IOException {
        // Given: log/ leads to a disk that is not mounted
        Files.createSymbolicLink(home.resolve("log"), temp.resolve("unplugged"));
        HomeFolder folder = withBulk();
        Files.move(bulk, bulk.resolveSibling("unmounted"));

        // When, Then
        assertThat(folder.hasRootOf("@bulk/w1")).isFalse();
        assertThat(folder.hasRootOf("log/t/workspace_w")).isFalse();
        assertThat(folder.folder("@bulk/w1")).isEmpty();
    }

    @Test
    void homeThatComesLaterIsReadThen() throws IOException {
        // Given
        Path later = temp.toRealPath().resolve("later");
        HomeFolder folder = new HomeFolder(later);
        boolean before = folder.hasRootOf("log/t") || folder.folder("log/t").isPresent();

        // When
        Files.createDirectories(later.resolve("log/t"));

        // Then
        assertThat(before).isFalse();
        assertThat(folder.folder("log/t")).contains(later.resolve("log/t"));
    }

    @Test
    void looksForALogFolderInEveryRootOfLogs() throws IOException {
        // Given
        HomeFolder folder = new HomeFolder(RootSettings.of(home)
                .withLogRoots(List.of("nas=" + bulk))
                .withEnvironment(Map.of("LOG_TRACE_PATH", "runs/one")));

        // When, Then
        assertThat(folder.logFolders("two")).containsExactly("log/two", "@nas/two");
        assertThat(folder.logFolders("one")).containsExactly("log/one", "@nas/one", "runs/one");
    }

    private HomeFolder withBulk() {
        return new HomeFolder(RootSettings.of(home).withWorkspaceRoots(List.of("bulk=" + bulk)));
    }
}
