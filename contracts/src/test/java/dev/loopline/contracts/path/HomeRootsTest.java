package dev.loopline.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

class HomeRootsTest {

    private static final String ID = "c0ffee00112233445566778899aabbcc";

    @TempDir
    Path temp;

    private Path home;
    private Path elsewhere;

    @BeforeEach
    void makeHome() throws IOException {
        Path real = temp.toRealPath();
        home = Files.createDirectory(real.resolve("home"));
        elsewhere = Files.createDirectory(real.resolve("elsewhere"));
        Files.createDirectories(home.resolve("log/run"));
        Files.createDirectories(
                home.resolve("git_ignore_folder/RD-Agent_workspace").resolve(ID));
    }

    @Test
    void looksWhereRdAgentPutsThingsByItself() throws IOException {
        // When
        HomeRoots roots = HomeRoots.open(RootSettings.of(home));

        // Then
        assertThat(roots.logs()).containsExactly(home.resolve("log"));
        assertThat(roots.workspaces()).containsExactly(home.resolve("git_ignore_folder/RD-Agent_workspace"));
        assertThat(roots.traces())
                .containsExactly(
                        home.resolve("RD-Agent_server_trace"),
                        home.resolve("traces"),
                        home.resolve("git_ignore_folder/traces"));
        assertThat(roots.remarks()).isEmpty();
    }

    @Test
    void takesPlacesFromTheDotEnvOfTheHome() throws IOException {
        // Given
        Files.writeString(
                home.resolve(".env"),
                "workspace_path=agent_workspaces\r\nLOG_TRACE_PATH='runs/one'\r\nUI_TRACE_FOLDER=./ui\r\n"
                        + "RD_AGENT_SETTINGS__WORKSPACE_PATH=" + elsewhere + "/fork\r\n"
                        + "MLFLOW_TRACKING_URI=sqlite:///mlflow.db\r\n");

        // When
        HomeRoots roots = HomeRoots.open(RootSettings.of(home));

        // Then
        assertThat(roots.workspaces())
                .containsExactly(
                        home.resolve("git_ignore_folder/RD-Agent_workspace"),
                        home.resolve("agent_workspaces"),
                        elsewhere.resolve("fork"));
        assertThat(roots.logs()).containsExactly(home.resolve("log"), home.resolve("runs/one"));
        assertThat(roots.traces()).contains(home.resolve("ui"));
        assertThat(roots.variables()).containsEntry(HomeRoots.MLFLOW_TRACKING_URI, "sqlite:///mlflow.db");
    }

    @Test
    void realVariablesWinOverTheDotEnv() throws IOException {
        // Given
        Files.writeString(home.resolve(".env"), "WORKSPACE_PATH=from_file\nLOG_TRACE_PATH=from_file\n");
        RootSettings settings = RootSettings.of(home).withEnvironment(Map.of("Workspace_Path", "from_variable"));

        // When
        HomeRoots roots = HomeRoots.open(settings);

        // Then
        assertThat(roots.workspaces())
                .contains(home.resolve("from_variable"))
                .doesNotContain(home.resolve("from_file"));
        assertThat(roots.variables())
                .containsOnly(Map.entry("WORKSPACE_PATH", "from_variable"), Map.entry("LOG_TRACE_PATH", "from_file"));
    }

    @Test
    void processWithTheReportedVariablesSeesTheSameRoots() throws IOException {
        // Given
        Files.writeString(home.resolve(".env"), "WORKSPACE_PATH=${BULK}/ws\nLOG_TRACE_PATH=x\n");
        HomeRoots here = HomeRoots.open(RootSettings.of(home).withEnvironment(Map.of("BULK", elsewhere.toString())));

        // When
        HomeRoots there = HomeRoots.open(RootSettings.of(home).withEnvironment(here.variables()));

        // Then
        assertThat(there.all()).isEqualTo(here.all());
        assertThat(there.workspaces()).contains(elsewhere.resolve("ws"));
    }

    @Test
    void runBelowTheLogFolderIsNoRootOfItsOwn() throws IOException {
        RootSettings settings = RootSettings.of(home).withEnvironment(Map.of("LOG_TRACE_PATH", "log/fixed"));

        assertThat(HomeRoots.open(settings).logs()).containsExactly(home.resolve("log"));
    }

    @Test
    void spellsAndFindsFoldersOfSeveralRoots() throws IOException {
        // Given
        Path first = Files.createDirectories(elsewhere.resolve("first/deep/run"))
                .getParent()
                .getParent();
        Path second = Files.createDirectories(elsewhere.resolve("second/run")).getParent();
        HomeRoots roots =
                HomeRoots.open(RootSettings.of(home).withLogRoots(List.of("nas=" + first, second.toString())));

        // When
        String named = roots.spell(first.resolve("deep/run"));
        String derived = roots.spell(second.resolve("run"));

        // Then
        assertThat(roots.logs()).containsExactly(home.resolve("log"), first, second);
        assertThat(named).isEqualTo("@nas/deep/run");
        assertThat(derived).matches("@[0-9a-f]{8}/run");
        assertThat(roots.resolve(named)).contains(first.resolve("deep/run"));
        assertThat(roots.resolve(derived)).contains(second.resolve("run"));
        assertThat(roots.resolve("@nas")).contains(first);
        assertThat(roots.spell(home.resolve("log/run"))).isEqualTo("log/run");
    }

    @Test
    void linkAtARootIsFollowed() throws IOException {
        // Given: log/ is a link, and the folder of workspaces lies below one
        Path moved = elsewhere.resolve("log");
        Files.move(home.resolve("log"), moved);
        Files.createSymbolicLink(home.resolve("log"), moved);
        Path bulk = elsewhere.resolve("bulk");
        Files.move(home.resolve("git_ignore_folder"), bulk);
        Files.createSymbolicLink(home.resolve("git_ignore_folder"), bulk);

        // When
        HomeRoots roots = HomeRoots.open(RootSettings.of(home));

        // Then
        assertThat(roots.logs()).containsExactly(moved);
        assertThat(roots.spell(moved.resolve("run"))).isEqualTo("log/run");
        assertThat(roots.resolve("log/run")).contains(moved.resolve("run"));
        String workspace = "git_ignore_folder/RD-Agent_workspace/" + ID;
        assertThat(roots.resolve(workspace))
                .contains(bulk.resolve("RD-Agent_workspace").resolve(ID));
        assertThat(roots.spell(bulk.resolve("RD-Agent_workspace").resolve(ID))).isEqualTo(workspace);
    }

    @Test
    void linkInsideARootIsNotFollowed() throws IOException {
        // Given
        Files.createSymbolicLink(home.resolve("log/leaving"), elsewhere);
        Files.createSymbolicLink(home.resolve("log/within"), home.resolve("log/run"));
        Files.createDirectories(home.resolve("log/run/inner"));
        HomeRoots roots = HomeRoots.open(RootSettings.of(home));

        // Then
        assertThat(roots.resolve("log/leaving")).isEmpty();
        assertThat(roots.resolve("log/within")).isEmpty();
        assertThat(roots.resolve("log/within/inner")).isEmpty();
        assertThat(roots.resolve("log/run/inner")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "log/..",
                "log/../..",
                "@",
                "@bulk/..",
                "@bulk/../../",
                "@bulk/../secret",
                "@bulk/x/../../secret",
                "@other/x",
                "@bulk2/x",
                "@/x",
                "/etc",
                "nul\u0000",
                "@bulk/nul\u0000"
            })
    void noSpellingLeadsOutOfARoot(String spelled) throws IOException {
        // Given
        Files.createDirectories(elsewhere.resolve("bulk/x"));
        Files.createDirectories(elsewhere.resolve("secret"));
        HomeRoots roots =
                HomeRoots.open(RootSettings.of(home).withWorkspaceRoots(List.of("bulk=" + elsewhere.resolve("bulk"))));

        // Then
        assertThat(roots.locate(spelled)).isEmpty();
        assertThat(roots.resolve(spelled)).isEmpty();
    }

    @Test
    void absolutePathBehindANameStaysInTheRoot() throws IOException {
        Files.createDirectories(elsewhere.resolve("bulk"));
        HomeRoots roots =
                HomeRoots.open(RootSettings.of(home).withWorkspaceRoots(List.of("bulk=" + elsewhere.resolve("bulk"))));

        assertThat(roots.locate("@bulk//etc")).contains(elsewhere.resolve("bulk/etc"));
    }

    @Test
    void folderOfTheHomeThatLooksLikeARootIsSpelledAsAFolder() throws IOException {
        // Given
        Path folder = Files.createDirectories(home.resolve("@bulk/x"));
        HomeRoots roots =
                HomeRoots.open(RootSettings.of(home).withWorkspaceRoots(List.of("bulk=" + elsewhere.resolve("bulk"))));

        // When
        String spelled = roots.spell(folder);

        // Then
        assertThat(spelled).isEqualTo("./@bulk/x");
        assertThat(roots.resolve(spelled)).contains(folder);
    }

    @Test
    void rootThatIsMountedLaterIsFoundThen() throws IOException {
        // Given
        Path disk = elsewhere.resolve("disk");
        HomeRoots roots = HomeRoots.open(RootSettings.of(home).withWorkspaceRoots(List.of("disk=" + disk)));
        boolean before = roots.rootOf("@disk/x").orElseThrow().isThere();

        // When
        Files.createDirectories(elsewhere.resolve("real/x"));
        Files.createSymbolicLink(disk, elsewhere.resolve("real"));

        // Then
        assertThat(before).isFalse();
        assertThat(roots.rootOf("@disk/x").orElseThrow().isThere()).isTrue();
        assertThat(roots.resolve("@disk/x")).contains(elsewhere.resolve("real/x"));
        assertThat(roots.spell(elsewhere.resolve("real/x"))).isEqualTo("@disk/x");
    }

    @Test
    void folderInNoRootHasNoSpellingThatIsFound() throws IOException {
        // Given
        HomeRoots roots = HomeRoots.open(RootSettings.of(home));

        // When
        String spelled = roots.spell(elsewhere);

        // Then
        assertThat(roots.locate(spelled)).isEmpty();
        assertThat(roots.resolve(spelled)).isEmpty();
    }

    @Test
    void folderIsGoneOnlyWhileItsRootIsThereAndHoldsSomething() throws IOException {
        // Given
        Path bulk = Files.createDirectories(elsewhere.resolve("bulk/other")).getParent();
        Path empty = Files.createDirectories(elsewhere.resolve("empty"));
        Files.createDirectories(home.resolve("agent_workspaces"));
        HomeRoots roots = HomeRoots.open(RootSettings.of(home)
                .withWorkspaceRoots(List.of("bulk=" + bulk, "empty=" + empty, "away=" + elsewhere.resolve("away"))));

        // Then
        assertThat(roots.isGone("@bulk/" + ID)).isTrue();
        assertThat(roots.isGone("log/task/workspace_w")).isTrue();
        assertThat(roots.isGone("log/run")).isFalse();
        assertThat(roots.isGone("@empty/" + ID)).isFalse();
        assertThat(roots.isGone("@away/" + ID)).isFalse();
        assertThat(roots.isGone("@unknown/" + ID)).isFalse();
        assertThat(roots.isGone("agent_workspaces/" + ID)).isFalse();
    }

    @Test
    void homeAndWhatHoldsItAreNoRoots() {
        for (String folder : List.of(home.toString(), home.getParent().toString(), home + "/log/..", "all=" + home)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HomeRoots.open(RootSettings.of(home).withLogRoots(List.of(folder))))
                    .withMessageContaining("--log-root")
                    .withMessageContaining("is the RD-Agent home or holds it");
        }
    }

    @Test
    void settingThatCannotBeARootIsPassedOverWithARemark() throws IOException {
        // Given
        RootSettings settings = RootSettings.of(home)
                .withEnvironment(Map.of("WORKSPACE_PATH", ".", "LOG_TRACE_PATH", "C:rel", "UI_TRACE_FOLDER", " "));

        // When
        HomeRoots roots = HomeRoots.open(settings);

        // Then
        assertThat(roots.remarks())
                .hasSize(2)
                .anyMatch(remark -> remark.startsWith("WORKSPACE_PATH=."))
                .anyMatch(remark -> remark.startsWith("LOG_TRACE_PATH=C:rel"));
        assertThat(roots.workspaces()).hasSize(1);
    }

    @Test
    void oneNameIsNotGivenTwice() {
        List<String> folders = List.of("a=" + elsewhere.resolve("x"), "a=" + elsewhere.resolve("y"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HomeRoots.open(RootSettings.of(home).withWorkspaceRoots(folders)))
                .withMessageContaining("two roots have the name a");
    }

    @Test
    void mappedFolderWithWorkspacesIsARootOfWorkspaces() throws IOException {
        // Given
        Files.createDirectories(home.resolve("agent_workspaces").resolve(ID));
        Files.createDirectories(elsewhere.resolve("plain"));
        RootSettings settings = RootSettings.of(home)
                .withMappings(List.of(
                        RecordedPaths.Mapping.parse("D:/agent_workspaces=" + home.resolve("agent_workspaces")),
                        RecordedPaths.Mapping.parse("E:/x=" + elsewhere.resolve("plain")),
                        RecordedPaths.Mapping.parse("F:/RD=" + home)));

        // When
        HomeRoots roots = HomeRoots.open(settings);

        // Then
        assertThat(roots.workspaces())
                .contains(home.resolve("agent_workspaces"))
                .hasSize(2);
        assertThat(roots.all())
                .filteredOn(root -> root.kind() == HomeRoot.Kind.MAPPED)
                .hasSize(1);
    }

    @Test
    void settingOfAnotherMachineIsFoundThroughItsMapping() throws IOException {
        // Given
        Path moved = Files.createDirectories(elsewhere.resolve("moved/ws"));
        Files.writeString(home.resolve(".env"), "WORKSPACE_PATH=D:\\Work\\ws\n");
        RootSettings settings = RootSettings.of(home)
                .withMappings(List.of(RecordedPaths.Mapping.parse("D:/Work=" + moved.getParent())));

        // When, Then
        assertThat(HomeRoots.open(settings).workspaces()).contains(moved);
    }
}
