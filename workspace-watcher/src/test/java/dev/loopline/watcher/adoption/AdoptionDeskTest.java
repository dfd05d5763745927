package dev.loopline.watcher.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.adoption.AdoptionResult.Result;
import dev.loopline.watcher.discovery.AdoptedFolders;
import dev.loopline.watcher.discovery.Unassigned;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.RowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdoptionDeskTest {

    private static final String ID = "c0ffee00112233445566778899aabbcc";

    @TempDir
    Path temp;

    private Path workspaces;
    private RdAgentHome home;
    private Registry registry;
    private final List<Unassigned> unassigned = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        Path folder = Files.createDirectory(temp.toRealPath().resolve("home"));
        workspaces = Files.createDirectories(folder.resolve("git_ignore_folder/RD-Agent_workspace"));
        home = RdAgentHome.open(folder, List.of());
        registry = Registry.open(folder.resolve("registry.sqlite"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void adoptsAllUnassignedFoldersWithAResult() throws Exception {
        // Given
        Path table = workspace("a1", "combined_factors_df.parquet", "qlib_res.csv");
        Path metrics = workspace("b2", "qlib_res.csv", "ret.parquet");
        Path perf = workspace("c3", "factor_perf.json");
        workspace("d4", "qlib_res.csv");
        workspace("d5", "combined_factors_df.parquet");
        workspace("e5", "factor.py", "result.h5");
        unassigned.add(new Unassigned("workspace x", "its registry row has no loop id"));
        unassigned.add(new Unassigned(home.logs() + "/run, loop 1", "another session tells of the same loop"));
        AdoptionDesk desk = desk(AdoptedFolders.NONE);

        // When
        List<AdoptionResult> results = desk.all();

        // Then
        assertThat(results)
                .extracting(AdoptionResult::folder, AdoptionResult::loop, AdoptionResult::result)
                .containsExactly(
                        tuple(table.toString(), "legacy_a1/0", Result.ADOPTED),
                        tuple(metrics.toString(), "legacy_b2/0", Result.ADOPTED),
                        tuple(perf.toString(), "legacy_c3/0", Result.ADOPTED));
        assertThat(desk.adoptable()).containsOnlyKeys(table, metrics, perf);
    }

    @Test
    void findsFoldersHoweverTheyAreSpelled() throws Exception {
        // Given
        Path folder = workspace(ID, "factor_perf.json");
        String relative = "git_ignore_folder/RD-Agent_workspace/" + ID;
        Path guide = Files.createDirectories(home.logs().resolve("task/workspace_w9"));
        Files.writeString(guide.resolve("factor_perf.json"), "{}");

        // When
        List<AdoptionResult> results = desk(AdoptedFolders.NONE).named(List.of(relative, guide.toString()));

        // Then
        assertThat(results).extracting(AdoptionResult::loop).containsExactly("legacy_" + ID + "/0", "legacy_w9/0");
        assertThat(desk(AdoptedFolders.NONE).named(List.of("F:\\Dev\\RD\\" + relative.replace('/', '\\'))))
                .extracting(AdoptionResult::result)
                .containsExactly(Result.ADOPTED);
        assertThat(folder).isDirectory();
    }

    @Test
    void refusesAFolderThatBelongsToALoop() throws Exception {
        // Given
        Path folder = workspace("a1", "factor_perf.json");
        sql("INSERT INTO loops (task_run_id, loop_id) VALUES ('t', 2)");
        sql("INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_path) VALUES ('a1', 't', 2, '"
                + folder + "')");

        // When, Then
        assertThat(only(folder.toString(), AdoptedFolders.NONE).reason()).isEqualTo("it belongs to the loop t/2");
    }

    @Test
    void refusesAFolderThatALoopNamesWhichIsNotRegisteredYet() throws Exception {
        // Given: the folder is listed at each look, and was not found unassigned
        Path folder = workspace("a1", "factor_perf.json");
        unassigned.clear();

        // When, Then
        assertThat(only(folder.toString(), AdoptedFolders.NONE).reason())
                .contains("a loop that is not registered yet may name it");
    }

    @Test
    void saysThatAFolderWasAdoptedAlready() throws Exception {
        // Given: its own loop is registered by now
        Path folder = workspace("a1", "factor_perf.json");
        LoopKey own = new LoopKey("legacy_a1", 0);
        sql("INSERT INTO loops (task_run_id, loop_id) VALUES ('legacy_a1', 0)");
        sql("INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_path)"
                + " VALUES ('a1', 'legacy_a1', 0, '" + folder + "')");
        AdoptedFolders adopted = new AdoptedFolders(Map.of(folder, own));

        // When
        AdoptionResult result = only(folder.toString(), adopted);

        // Then
        assertThat(result.result()).isEqualTo(Result.ALREADY_ADOPTED);
        assertThat(result.loop()).isEqualTo("legacy_a1/0");
        assertThat(desk(adopted).all()).isEmpty();
    }

    @Test
    void refusesTheSecondFolderOfTheSameName() throws Exception {
        // Given
        Path first = workspace(ID, "factor_perf.json");
        Path second = Files.createDirectories(home.root().resolve("more").resolve(ID));
        Files.writeString(second.resolve("factor_perf.json"), "{}");
        AdoptionDesk desk = desk(AdoptedFolders.NONE);

        // When
        List<AdoptionResult> results = desk.named(List.of(first.toString(), second.toString(), first.toString()));

        // Then
        assertThat(results).extracting(AdoptionResult::result).containsExactly(Result.ADOPTED, Result.REFUSED);
        assertThat(results.get(1).reason()).contains("has the same name");
    }

    @Test
    void refusesLinksAndFoldersWithoutResultOrOutsideOfAllRoots() throws Exception {
        // Given
        Path empty = workspace("a1");
        Path outside =
                Files.createDirectories(temp.toRealPath().resolve("outside").resolve(ID));
        Files.writeString(outside.resolve("factor_perf.json"), "{}");
        Path link = Files.createSymbolicLink(workspaces.resolve("b2"), outside);
        Path linked = Files.createSymbolicLink(workspaces.resolve("c3"), workspace("d4", "factor_perf.json"));
        Path file = Files.writeString(workspaces.resolve("e5"), "x");

        // When, Then
        assertThat(only(empty.toString(), AdoptedFolders.NONE).reason()).contains("it holds no result");
        assertThat(only(outside.toString(), AdoptedFolders.NONE).reason()).contains("--workspace-root");
        assertThat(only(link.toString(), AdoptedFolders.NONE).reason()).contains("it is a link");
        assertThat(only(linked.toString(), AdoptedFolders.NONE).reason()).contains("it is a link");
        assertThat(only(file.toString(), AdoptedFolders.NONE).reason()).contains("it is no folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "@x/../..", "/etc", "nul\u0000", "log", "RDagentDB", "git_ignore_folder"})
    void refusesWhatIsNoWorkspace(String text) throws Exception {
        Files.createDirectories(home.root().resolve("log"));
        Files.createDirectories(home.root().resolve("RDagentDB"));

        AdoptionResult result = only(text, AdoptedFolders.NONE);

        assertThat(result.result()).isEqualTo(Result.REFUSED);
        assertThat(result.reason()).isNotBlank();
        assertThat(result.loop()).isNull();
    }

    private Path workspace(String name, String... files) throws IOException {
        Path folder = Files.createDirectories(workspaces.resolve(name));
        for (String file : files) {
            Files.writeString(folder.resolve(file), "{}");
        }
        unassigned.add(new Unassigned(folder.toString(), "nothing says whose workspace it is"));
        return folder;
    }

    private AdoptionResult only(String text, AdoptedFolders adopted) throws Exception {
        List<AdoptionResult> results = desk(adopted).named(List.of(text));
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private AdoptionDesk desk(AdoptedFolders adopted) throws SQLException {
        RegistryRows rows = registry.view(RowReader::all);
        return new AdoptionDesk(
                home.paths(), new FolderOwners(home.paths(), new LoopBook(), rows, adopted), adopted, unassigned);
    }

    private void sql(String statement) throws SQLException {
        registry.write(session -> session.update(statement));
    }
}
