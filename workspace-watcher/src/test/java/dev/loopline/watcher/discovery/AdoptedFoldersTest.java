package dev.loopline.watcher.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptedFoldersTest {

    private static final LoopKey LEGACY = new LoopKey("legacy_aa11", 0);
    private static final LoopKey REAL = new LoopKey("t", 3);

    @TempDir
    Path temp;

    private final List<LoopRow> loops = new ArrayList<>();
    private final List<WorkspaceRow> workspaces = new ArrayList<>();
    private Path home;
    private Path folder;
    private AdoptedFolders adopted = AdoptedFolders.NONE;
    private Function<Path, Optional<LoopKey>> owners = path -> Optional.empty();

    @BeforeEach
    void makeHome() throws IOException {
        home = temp.toRealPath();
        Files.createDirectories(home.resolve("log"));
        folder = Files.createDirectories(home.resolve("git_ignore_folder/RD-Agent_workspace/aa11"));
        adopted = new AdoptedFolders(Map.of(folder, LEGACY));
    }

    @Test
    void namesTheLoopAsRdAgentsOwnToolDoes() {
        assertThat(AdoptedFolders.legacyLoop(folder)).contains(LEGACY);
        assertThat(AdoptedFolders.legacyLoop(Path.of("log/t/workspace_w9"))).contains(new LoopKey("legacy_w9", 0));
        assertThat(AdoptedFolders.legacyLoop(Path.of("a/b\nc"))).isEmpty();
    }

    @Test
    void folderThatNothingTiesToALoopBecomesOneOfItsOwn() throws Exception {
        // When
        Discovery discovery = assembly().assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(LEGACY);
        assertThat(discovery.loops().get(LEGACY).folders()).containsValue(folder);
        assertThat(discovery.unassigned()).isEmpty();
        assertThat(adopted.isReplaced(LEGACY, discovery)).isFalse();
    }

    @Test
    void folderThatNoLookListsIsFoundAsWell() throws Exception {
        // Given
        Path elsewhere = Files.createDirectories(home.resolve("more/bb22"));
        adopted = new AdoptedFolders(Map.of(elsewhere, new LoopKey("legacy_bb22", 0)));

        // When
        Discovery discovery = assembly().assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(new LoopKey("legacy_bb22", 0));
    }

    @Test
    void loopStaysItsOwnAfterItWasRegistered() throws Exception {
        // Given
        registered(LEGACY);

        // When
        Discovery all = assembly().assemble();
        Discovery few = assembly().assembleRowsOnly();

        // Then
        for (Discovery discovery : List.of(all, few)) {
            assertThat(discovery.loops()).containsOnlyKeys(LEGACY);
            assertThat(discovery.loops().get(LEGACY).workspaces())
                    .extracting(LoopWorkspace::workspaceId)
                    .containsExactly("aa11");
        }
    }

    @Test
    void metadataFileOfARealLoopTakesItsPlace() throws Exception {
        // Given
        registered(LEGACY);
        Files.writeString(folder.resolve("workspace_meta.json"), "{\"task_run_id\": \"t\", \"loop_id\": 3}");

        // When
        Discovery discovery = assembly().assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(REAL);
        assertThat(discovery.loops().get(REAL).workspaces())
                .extracting(LoopWorkspace::workspaceId)
                .containsExactly("aa11");
        assertThat(adopted.isReplaced(LEGACY, discovery)).isTrue();
        assertThat(adopted.isReplaced(REAL, discovery)).isFalse();
    }

    @Test
    void registryRowOfARealLoopTakesItsPlace() throws Exception {
        // Given
        registered(LEGACY);
        loops.add(loop(REAL));
        workspaces.add(workspace("5e5e", REAL, "F:\\RD\\git_ignore_folder\\RD-Agent_workspace\\aa11"));

        // When
        Discovery discovery = assembly().assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(REAL);
        assertThat(adopted.isReplaced(LEGACY, discovery)).isTrue();
    }

    @Test
    void replacedLoopDoesNotComeBackByItsRow() throws Exception {
        // Given: the real loop is registered, the other one withdrawn, and only its row was read
        registered(LEGACY);
        owners = path -> Optional.of(REAL);

        // When
        Discovery discovery = assembly().assembleRowsOnly();

        // Then
        assertThat(discovery.loops()).isEmpty();
    }

    @Test
    void replacedLoopIsNotWaitedForAfterItsRowWentToTheRealLoop() throws Exception {
        // Given
        loops.add(loop(LEGACY));
        loops.add(loop(REAL));
        workspaces.add(workspace("aa11", REAL, folder.toString()));
        owners = path -> Optional.of(REAL);

        // When / Then
        assertThat(assembly().assemble().loops()).containsOnlyKeys(REAL);
        assertThat(assembly().assembleRowsOnly().loops()).containsOnlyKeys(REAL);
    }

    @Test
    void rowWithoutLoopDoesNotKeepAFolderFromItsOwnOne() throws Exception {
        // Given
        workspaces.add(new WorkspaceRow(
                "aa11", "t", null, "experiment_workspace", "factor", null, null, folder.toString(), null, null));

        // When
        Discovery discovery = assembly().assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(LEGACY);
        assertThat(discovery.loops().get(LEGACY).workspaces())
                .extracting(LoopWorkspace::inRegistry)
                .containsExactly(false);
    }

    private void registered(LoopKey key) {
        loops.add(loop(key));
        workspaces.add(workspace("aa11", key, folder.toString()));
        owners = path -> Optional.of(key);
    }

    private static LoopRow loop(LoopKey key) {
        return new LoopRow(key, "factor", "success", false, null, null, null, null, null, null, null);
    }

    private static WorkspaceRow workspace(String id, LoopKey key, String path) {
        return new WorkspaceRow(
                id, key.taskRunId(), key.loopId(), "experiment_workspace", "factor", null, null, path, null, null);
    }

    private LoopAssembly assembly() throws IOException {
        RdAgentHome in = RdAgentHome.open(home, List.of());
        return new LoopAssembly(
                        new FolderLister(in).list(),
                        new RegistryRows(loops, workspaces, List.of()),
                        new PathBook(in),
                        owners,
                        List.of())
                .adopting(adopted);
    }
}
