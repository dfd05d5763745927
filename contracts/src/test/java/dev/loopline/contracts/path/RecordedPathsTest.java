package dev.loopline.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedPathsTest {

    private static final String ID = "c0ffee00112233445566778899aabbcc";
    private static final String WORKSPACE = "git_ignore_folder/RD-Agent_workspace/" + ID;

    @TempDir
    Path temp;

    private Path home;
    private Path outside;

    @BeforeEach
    void makeHome() throws IOException {
        Path real = temp.toRealPath();
        home = Files.createDirectory(real.resolve("home"));
        outside = Files.createDirectories(real.resolve("outside/runs/workspace_w"));
        Files.createDirectories(home.resolve(WORKSPACE));
        Files.createDirectories(home.resolve("log/t/workspace_w/log/inner"));
        Files.createDirectories(home.resolve("production_bundles"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "F:/Dev/RD-Agent-main/" + WORKSPACE,
                "f:\\Dev\\RD-Agent-main\\git_ignore_folder\\RD-Agent_workspace\\" + ID,
                "/mnt/f/Dev/RD-Agent-main/" + WORKSPACE + "/",
                "/home/somebody/log/RD-Agent/" + WORKSPACE,
                WORKSPACE
            })
    void findsTheFolderByTheHomesOwnLayout(String recorded) throws IOException {
        RecordedPaths paths = paths(home);

        assertThat(paths.resolve(recorded)).contains(home.resolve(WORKSPACE));
        assertThat(paths.homeRelative(recorded)).contains(WORKSPACE);
    }

    @Test
    void findsLogFoldersOfTheInitialisationGuide() throws IOException {
        RecordedPaths paths = paths(home);

        assertThat(paths.homeRelative("F:/Dev/RD-Agent-main/log/t/workspace_w")).contains("log/t/workspace_w");
        assertThat(paths.homeRelative("F:/log/RD-Agent-main/log/t/workspace_w")).contains("log/t/workspace_w");
    }

    @Test
    void prefersTheLongestEndThatIsThere() throws IOException {
        // Given a folder of the same name nearer to the root
        Files.createDirectories(home.resolve("log/inner"));
        RecordedPaths paths = paths(home);

        // When, Then
        assertThat(paths.homeRelative("F:/x/log/t/workspace_w/log/inner")).contains("log/t/workspace_w/log/inner");
    }

    @Test
    void findsThePathItselfAndRelativeOnes() throws IOException {
        Files.createDirectories(home.resolve("elsewhere/ws_1"));
        RecordedPaths paths = paths(home);

        assertThat(paths.homeRelative(home.resolve("elsewhere/ws_1").toString()))
                .contains("elsewhere/ws_1");
        assertThat(paths.homeRelative("elsewhere/ws_1")).contains("elsewhere/ws_1");
        assertThat(paths.homeRelative("elsewhere\\ws_1")).contains("elsewhere/ws_1");
    }

    @Test
    void mappingSaysWhereARecordedRootLiesHere() throws IOException {
        // Given
        Files.createDirectories(home.resolve("moved/ws_1"));
        RecordedPaths.Mapping mapping = RecordedPaths.Mapping.parse("D:/Quant=" + home.resolve("moved"));
        RecordedPaths paths = paths(home, mapping);

        // When, Then
        assertThat(paths.homeRelative("/mnt/d/quant/ws_1")).contains("moved/ws_1");
        assertThat(paths.homeRelative("d:\\Quant\\ws_1")).contains("moved/ws_1");
        assertThat(paths.homeRelative("D:/Quant2/ws_1")).isEmpty();
    }

    @Test
    void mappingGoesBeforeTheLayout() throws IOException {
        // Given
        Files.createDirectories(home.resolve("moved/log/t/workspace_w"));
        RecordedPaths paths = paths(home, RecordedPaths.Mapping.parse("D:/Quant=" + home.resolve("moved")));

        // When, Then
        assertThat(paths.homeRelative("D:/Quant/log/t/workspace_w")).contains("moved/log/t/workspace_w");
    }

    @Test
    void mappingMayLeadOutOfTheHome() throws IOException {
        // Given
        Path target = outside.getParent();
        RecordedPaths paths = paths(home, RecordedPaths.Mapping.parse("D:/Quant=" + target));

        // When, Then
        assertThat(paths.resolve("D:/Quant/workspace_w")).contains(outside);
        assertThat(paths.homeRelative("D:/Quant/workspace_w").orElseThrow()).matches("@[0-9a-f]{8}/workspace_w");
        assertThat(paths.resolve("D:/Quant/../../outside")).isEmpty();
        assertThat(paths.resolve(target.getParent().toString())).isEmpty();
    }

    @Test
    void linkOutOfTheHomeIsRefused() throws IOException {
        // Given
        Files.createSymbolicLink(home.resolve("log/leaving"), outside);
        Files.createSymbolicLink(home.resolve("log/parent"), outside.getParent());
        RecordedPaths paths = paths(home);

        // When, Then
        assertThat(paths.resolve("F:/x/log/leaving")).isEmpty();
        assertThat(paths.resolve("F:/x/log/parent/workspace_w")).isEmpty();
        assertThat(paths.resolve(outside.toString())).isEmpty();
    }

    @Test
    void linkInsteadOfAFolderIsRefusedEvenWithinTheHome() throws IOException {
        Files.createSymbolicLink(home.resolve("log/alias"), home.resolve("log/t"));
        RecordedPaths paths = paths(home);

        assertThat(paths.resolve("F:/x/log/alias")).isEmpty();
    }

    @Test
    void homeItselfMayBeReachedThroughALink() throws IOException {
        // Given
        Path link = Files.createSymbolicLink(home.resolveSibling("link"), home);
        RecordedPaths paths = paths(link);

        // When, Then
        assertThat(paths.home()).isEqualTo(home);
        assertThat(paths.homeRelative(link + "/log/t")).contains("log/t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "log/../../outside",
                "log/t/../../../outside/runs",
                "F:/x/log/../../outside",
                "..",
                "/etc",
                "C:rel",
                "C:../../outside",
                "nul\u0000",
                "log/nul\u0000"
            })
    void nothingLeadsOutOfTheHome(String recorded) throws IOException {
        assertThat(paths(home).resolve(recorded)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "log/..", "./."})
    void homeAsAWholeIsNoAnswer(String recorded) throws IOException {
        assertThat(paths(home).resolve(recorded)).isEmpty();
    }

    @Test
    void whatDoesNotExistIsNotFound() throws IOException {
        assertThat(paths(home).resolve("F:/x/log/t/workspace_gone")).isEmpty();
    }

    @Test
    void homeHasToExist() {
        assertThatThrownBy(() -> paths(home.resolve("gone"))).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "F:/x", "F:/x=", "=/data"})
    void mappingNeedsBothSides(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedPaths.Mapping.parse(text))
                .withMessageContaining("FROM=TO");
    }

    private static RecordedPaths paths(Path home, RecordedPaths.Mapping... mappings) throws IOException {
        return new RecordedPaths(HomeRoots.open(RootSettings.of(home).withMappings(List.of(mappings))));
    }
}
