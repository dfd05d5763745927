package dev.loopline.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Which of the folders that a session log names are taken for workspaces. */
class RecordedWorkspacesTest {

    private static final String ID = "c0ffee00112233445566778899aabbcc";
    private static final String OTHER = "00ffee00112233445566778899aabbcc";
    private static final String WORKSPACES = "git_ignore_folder/RD-Agent_workspace/";

    @TempDir
    Path temp;

    private Path home;
    private Path elsewhere;

    @BeforeEach
    void makeHome() throws IOException {
        Path real = temp.toRealPath();
        home = Files.createDirectory(real.resolve("home"));
        elsewhere = Files.createDirectory(real.resolve("elsewhere"));
        Files.createDirectories(home.resolve(WORKSPACES + ID + "/" + OTHER));
        Files.createDirectories(home.resolve(WORKSPACES + "by_hand/inner"));
    }

    @Test
    void findsAWorkspaceWhereverItLiesInTheHome() throws IOException {
        // Given
        Path folder = Files.createDirectories(home.resolve("agent_workspaces").resolve(OTHER));
        RecordedPaths paths = paths(RootSettings.of(home));

        // When, Then
        assertThat(paths.workspace(folder.toString())).contains(folder);
        assertThat(paths.isWorkspaceRoot(folder.getParent())).isFalse();
        assertThat(paths.workspace("D:/agent_workspaces/" + OTHER)).isEmpty();
    }

    @Test
    void findsAWorkspaceThroughAMappingIntoTheHome() throws IOException {
        // Given
        Path folder = Files.createDirectories(home.resolve("agent_workspaces").resolve(OTHER));
        RecordedPaths paths = paths(RootSettings.of(home)
                .withMappings(List.of(RecordedPaths.Mapping.parse("D:/agent_workspaces=" + folder.getParent()))));

        // When, Then
        assertThat(paths.workspace("D:/agent_workspaces/" + OTHER)).contains(folder);
        assertThat(paths.workspace("d:\\agent_workspaces\\" + OTHER)).contains(folder);
        assertThat(paths.isWorkspaceRoot(folder.getParent())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "F:/Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace/" + OTHER,
                "F:\\elsewhere\\RD-Agent_workspace\\" + OTHER,
                "/mnt/f/RD-Agent_workspace/" + OTHER,
                "G:/bulk/" + OTHER
            })
    void findsByNameWhatLayInAFolderOfWorkspacesOfAnotherMachine(String recorded) throws IOException {
        // Given
        Path folder = Files.createDirectories(elsewhere.resolve("ws").resolve(OTHER));
        RecordedPaths paths = paths(RootSettings.of(home)
                .withWorkspaceRoots(List.of("bulk=" + folder.getParent()))
                .withEnvironment(Map.of("WORKSPACE_PATH", "G:\\bulk")));

        // When, Then
        assertThat(paths.workspace(recorded)).contains(folder);
        assertThat(paths.homeRelative(recorded)).contains("@bulk/" + OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"F:/anything/" + OTHER, OTHER, "F:/" + OTHER, "F:/RD-Agent_workspace/x/" + OTHER})
    void guessesNoFolderByItsNameAlone(String recorded) throws IOException {
        // Given
        Path folder = Files.createDirectories(elsewhere.resolve("ws").resolve(OTHER));
        RecordedPaths paths = paths(RootSettings.of(home).withWorkspaceRoots(List.of("bulk=" + folder.getParent())));

        // When, Then
        assertThat(paths.workspace(recorded)).isEmpty();
        assertThat(paths.resolve(recorded)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "log",
                "log/run",
                "log/run/" + OTHER,
                ".git",
                ".git/" + OTHER,
                "RDagentDB",
                "RDagentDB/" + OTHER,
                "production_bundles",
                "production_bundles/" + OTHER,
                "git_ignore_folder",
                "git_ignore_folder/RD-Agent_workspace",
                "git_ignore_folder/factor_implementation_source_data",
                WORKSPACES + ID + "/" + OTHER,
                WORKSPACES + ID + "/mlruns",
                WORKSPACES + "by_hand/inner",
                "traces/" + OTHER,
                "linked/" + OTHER
            })
    void namesOfAHostileSessionMakeNoWorkspace(String relative) throws IOException {
        // Given
        Path target = Files.createDirectories(elsewhere.resolve("target").resolve(OTHER));
        Files.createSymbolicLink(home.resolve("linked"), target.getParent());
        Path named = home.resolve(relative);
        if (!relative.startsWith("linked")) {
            Files.createDirectories(named);
        }
        RecordedPaths paths = paths(RootSettings.of(home));

        // When, Then
        assertThat(paths.workspace(named.toString())).isEmpty();
        assertThat(paths.workspace(relative)).isEmpty();
    }

    @Test
    void takesFoldersOfTheGuideAndOfAnyNameInARootOfWorkspaces() throws IOException {
        // Given
        Path guide = Files.createDirectories(home.resolve("log/task/workspace_w"));
        RecordedPaths paths = paths(RootSettings.of(home));

        // When, Then
        assertThat(paths.workspace(guide.toString())).contains(guide);
        assertThat(paths.workspace(home.resolve(WORKSPACES + "by_hand").toString()))
                .isPresent();
        assertThat(paths.workspace(WORKSPACES + ID)).isPresent();
        assertThat(paths.workspace(guide + "/mlruns")).isEmpty();
    }

    @Test
    void findsWorkspacesBelowALinkedRootAndNoneThatIsALink() throws IOException {
        // Given
        Path folder = Files.createDirectories(elsewhere.resolve("ws").resolve(OTHER));
        Path root = Files.createSymbolicLink(home.resolve("agent_workspaces"), folder.getParent());
        Files.createSymbolicLink(folder.resolveSibling(ID), Files.createDirectories(elsewhere.resolve("secret")));
        Files.writeString(home.resolve(".env"), "WORKSPACE_PATH=agent_workspaces\n");
        RecordedPaths paths = paths(RootSettings.of(home));

        // When, Then
        assertThat(paths.workspace(root.resolve(OTHER).toString())).contains(folder);
        assertThat(paths.homeRelative(root.resolve(OTHER).toString())).contains("agent_workspaces/" + OTHER);
        assertThat(paths.workspace(root.resolve(ID).toString())).isEmpty();
        assertThat(paths.isWorkspaceRoot(folder.getParent())).isTrue();
    }

    @Test
    void findsWorkspacesOfAMappedCopyOfAnotherHome() throws IOException {
        // Given
        Path folder = Files.createDirectories(elsewhere.resolve(WORKSPACES + OTHER));
        Path log = Files.createDirectories(elsewhere.resolve("log/task"));
        RecordedPaths paths =
                paths(RootSettings.of(home).withMappings(List.of(RecordedPaths.Mapping.parse("F:/old=" + elsewhere))));

        // When, Then
        assertThat(paths.workspace("F:/old/" + WORKSPACES + OTHER)).contains(folder);
        assertThat(paths.resolve("F:/old/log/task")).contains(log);
        assertThat(paths.workspace("F:/old/log/task")).isEmpty();
    }

    private static RecordedPaths paths(RootSettings settings) throws IOException {
        return new RecordedPaths(HomeRoots.open(settings));
    }
}
