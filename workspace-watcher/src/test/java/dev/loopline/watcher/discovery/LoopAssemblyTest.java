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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopAssemblyTest {

    private static final LoopKey T3 = new LoopKey("t", 3);

    @TempDir
    Path folder;

    private final List<LoopRow> loops = new ArrayList<>();
    private final List<WorkspaceRow> workspaces = new ArrayList<>();

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(folder.resolve("log"));
        Files.createDirectories(folder.resolve("git_ignore_folder/RD-Agent_workspace"));
    }

    @Test
    void givesOneFolderOneIdHoweverItIsSpelled() throws Exception {
        // Given
        real("aa11");
        loop(T3);
        workspace("aa11", T3, "/mnt/f/Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace/aa11");
        workspace("5e5e", T3, "F:\\Dev\\RD-Agent-main\\git_ignore_folder\\RD-Agent_workspace\\aa11");
        loop(new LoopKey("legacy_aa11", 0));
        workspace(
                "77", new LoopKey("legacy_aa11", 0), "f:/Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace/aa11");

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(discovery.loops().get(T3).workspaces())
                .extracting(LoopWorkspace::workspaceId)
                .containsExactly("aa11");
        assertThat(discovery.loops())
                .as("nothing waits for the id of a scan tool")
                .containsOnlyKeys(T3);
        assertThat(discovery.unassigned())
                .hasSize(2)
                .anySatisfy(one -> assertThat(one.subject()).isEqualTo("workspace 77 of legacy_aa11/0"))
                .allSatisfy(one -> assertThat(one.reason()).contains("the same folder is registered"));
    }

    @Test
    void takesNoLoopIdForZeroAndReportsRowsWithoutLoop() throws Exception {
        // Given
        real("aa11");
        loop(new LoopKey("t", 0));
        workspace("aa11", "t", null, "git_ignore_folder/RD-Agent_workspace/aa11");
        workspace("bb22", new LoopKey("t", 9), "git_ignore_folder/RD-Agent_workspace/bb22");

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(discovery.loops().get(new LoopKey("t", 0)).workspaces()).isEmpty();
        assertThat(discovery.loops()).hasSize(1);
        assertThat(discovery.unassigned())
                .extracting(Unassigned::subject)
                .containsExactlyInAnyOrder("workspace aa11", "workspace bb22");
    }

    @Test
    void identifiesFoldersOfTheGuidesLayoutByTheirMetadata() throws Exception {
        // Given
        Path one = Files.createDirectories(folder.resolve("log/20250107_001/workspace_ws_1"));
        Path two = Files.createDirectories(folder.resolve("log/20250107_001/workspace_ws_2"));
        Path nan = Files.createDirectories(folder.resolve("log/20250107_001/workspace_ws_3"));
        Files.writeString(one.resolve("feedback.json"), "{\"loop_id\": 1}");
        Files.writeString(two.resolve("workspace_meta.json"), "{\"loop\": {\"loop_id\": 2}, \"action\": \"model\"}");
        Files.writeString(nan.resolve("factor_meta.json"), "{\"x\": NaN, \"loop_id\": 3}");

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(discovery.loops().keySet())
                .containsExactlyInAnyOrder(
                        new LoopKey("20250107_001", 1), new LoopKey("20250107_001", 2), new LoopKey("20250107_001", 3));
        assertThat(discovery.loops().get(new LoopKey("20250107_001", 2)).action())
                .isEqualTo("model");
        assertThat(discovery.unassigned()).isEmpty();
    }

    @Test
    void assumesLoopZeroOnlyForTheSingleWorkspaceOfATaskRun() throws Exception {
        // Given
        Files.createDirectories(folder.resolve("log/alone/workspace_a"));
        Files.createDirectories(folder.resolve("log/many/workspace_b"));
        Files.createDirectories(folder.resolve("log/many/workspace_c"));

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(new LoopKey("alone", 0));
        assertThat(discovery.loops().get(new LoopKey("alone", 0)).assumption()).contains("taken for loop 0");
        assertThat(discovery.unassigned()).hasSize(2);
    }

    @Test
    void keepsTheRegistrysTaskRunForTheFoldersNeighbours() throws Exception {
        // Given
        Files.createDirectories(folder.resolve("log/2026-01-01_00-00-00-000000/workspace_a"));
        Path other = Files.createDirectories(folder.resolve("log/2026-01-01_00-00-00-000000/workspace_b"));
        Files.writeString(other.resolve("workspace_meta.json"), "{\"loop_id\": 4}");
        loop(T3);
        workspace("a", T3, "log/2026-01-01_00-00-00-000000/workspace_a");

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(T3, new LoopKey("t", 4));
    }

    @Test
    void givesTheSameFolderNameInTwoTaskRunsTwoIds() throws Exception {
        // Given
        for (String task : List.of("t1", "t2")) {
            Path workspace = Files.createDirectories(folder.resolve("log/" + task + "/workspace_ws"));
            Files.writeString(workspace.resolve("workspace_meta.json"), "{\"loop_id\": 0}");
        }

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(discovery.loops().values().stream()
                        .flatMap(loop -> loop.workspaces().stream())
                        .map(LoopWorkspace::workspaceId))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void tiesRealWorkspacesByTheirMetadataFile() throws Exception {
        // Given
        Files.writeString(real("aa11").resolve("workspace_meta.json"), "{\"task_run_id\": \"t\", \"loop_id\": 3}");
        Files.writeString(real("bb22").resolve("workspace_meta.json"), "{ broken");
        Files.writeString(real("cc33").resolve("workspace_meta.json"), "{\"task_run_id\": \"../up\", \"loop_id\": 3}");

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(T3);
        assertThat(discovery.unassigned()).hasSize(2);
    }

    @Test
    void doesNotFollowLinks() throws Exception {
        // Given
        Path outside = Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(outside.resolve("workspace_meta.json"), "{\"task_run_id\": \"t\", \"loop_id\": 3}");
        Files.createSymbolicLink(folder.resolve("git_ignore_folder/RD-Agent_workspace/aa11"), outside);

        // When / Then
        assertThat(assemble().loops()).isEmpty();
    }

    private Discovery assemble() throws IOException {
        RdAgentHome home = RdAgentHome.open(folder, List.of());
        return new LoopAssembly(
                        new FolderLister(home).list(),
                        new RegistryRows(loops, workspaces, List.of()),
                        new PathBook(home),
                        path -> Optional.empty(),
                        List.of())
                .assemble();
    }

    private Path real(String id) throws IOException {
        return Files.createDirectories(folder.resolve("git_ignore_folder/RD-Agent_workspace/" + id));
    }

    private void loop(LoopKey key) {
        loops.add(new LoopRow(key, "factor", "success", false, null, null, null, null, null, null, null));
    }

    private void workspace(String id, LoopKey key, String path) {
        workspace(id, key.taskRunId(), key.loopId(), path);
    }

    private void workspace(String id, String task, @Nullable Integer loop, String path) {
        workspaces.add(new WorkspaceRow(
                id, task, loop, "experiment_workspace", "factor", "feedback", "success", path, null, null));
    }
}
