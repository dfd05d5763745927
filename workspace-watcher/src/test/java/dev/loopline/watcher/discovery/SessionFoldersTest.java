package dev.loopline.watcher.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.kit.session.RunPlaces;
import dev.loopline.kit.session.SessionWorkspace;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.registry.LoopRow;
import dev.loopline.watcher.registry.RegistryRows;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the loops of session logs are. */
class SessionFoldersTest {

    private static final String SESSION = "2026-01-05_08-00-00-000001";
    private static final String WORKSPACES = "F:\\Dev\\RD-Agent-main\\git_ignore_folder\\RD-Agent_workspace\\";

    @TempDir
    Path folder;

    private final List<LoopRow> loops = new ArrayList<>();
    private final List<WorkspaceRow> workspaces = new ArrayList<>();

    @Test
    void givesALoopTheNameOfItsSessionFolderWhereNothingElseIsKnown() throws Exception {
        // Given
        real("aa11");
        real("bb22");

        // When
        Discovery discovery = assemble(finished(SESSION, 3, null, "aa11", "bb22"));

        // Then
        Candidate loop = one(discovery, new LoopKey(SESSION, 3));
        assertThat(loop.workspaces()).extracting(LoopWorkspace::workspaceId).containsExactly("aa11", "bb22");
        assertThat(loop.workspaces())
                .extracting(LoopWorkspace::role)
                .containsExactly(Workspace.EXPERIMENT, Workspace.SUB);
        assertThat(loop.workspaces().get(0).recordedPath()).isEqualTo(WORKSPACES + "aa11");
        assertThat(discovery.unassigned()).isEmpty();
    }

    @Test
    void takesTheTaskRunThatTheSessionItselfNames() throws Exception {
        // Given
        real("aa11");

        // When / Then
        one(assemble(finished(SESSION, 0, "0f3e4e3c", "aa11")), new LoopKey("0f3e4e3c", 0));
    }

    @Test
    void takesTheTaskRunThatTheRegistryGivesToTheLogFolderHoweverItIsSpelled() throws Exception {
        // Given
        real("aa11");
        Files.createDirectories(folder.resolve("log").resolve(SESSION));
        loop(new LoopKey("t", 0), "/mnt/f/Dev/RD-Agent-main/log/" + SESSION);

        // When
        Discovery discovery = assemble(finished(SESSION, 1, "other", "aa11"));

        // Then
        assertThat(discovery.loops()).containsOnlyKeys(new LoopKey("t", 0), new LoopKey("t", 1));
    }

    @Test
    void takesTheLoopThatTheRegistryGivesToTheExperimentWorkspaceAndAddsTheOthers() throws Exception {
        // Given
        real("aa11");
        real("bb22");
        LoopKey key = new LoopKey("t", 7);
        loop(key, "/elsewhere");
        workspaces.add(new WorkspaceRow(
                "w-1",
                "t",
                7,
                "experiment_workspace",
                "factor",
                "feedback",
                "success",
                WORKSPACES + "aa11",
                null,
                null));

        // When
        Candidate loop = one(assemble(finished(SESSION, 1, null, "aa11", "bb22")), key);

        // Then
        assertThat(loop.workspaces()).extracting(LoopWorkspace::workspaceId).containsExactly("bb22", "w-1");
    }

    @Test
    void takesAwayWhatAScanGaveToALoopOfTheSameNumberThatWasRolledBack() throws Exception {
        // Given
        rolledBack("present");

        // When
        Candidate loop = one(assemble(finished(SESSION, 1, null, "cc33", "dd44")), new LoopKey("t", 1));

        // Then
        assertThat(loop.workspaces()).extracting(LoopWorkspace::workspaceId).containsExactly("cc33", "dd44");
        assertThat(loop.superseded()).containsExactly("aa11", "bb22");
    }

    @Test
    void keepsAWorkspaceThatTheSessionNamesAndThatIsNotHereNow() throws Exception {
        // Given
        rolledBack("present");
        workspaces.add(new WorkspaceRow(
                "ee55", "t", 1, Workspace.SUB, "factor", null, "present", WORKSPACES + "ee55", null, null));

        // When
        Candidate loop = one(assemble(finished(SESSION, 1, null, "cc33", "dd44", "ee55")), new LoopKey("t", 1));

        // Then
        assertThat(loop.workspaces()).extracting(LoopWorkspace::workspaceId).containsExactly("cc33", "dd44", "ee55");
        assertThat(loop.superseded()).containsExactly("aa11", "bb22");
    }

    @Test
    void leavesTheWorkspacesThatRdAgentItselfRecorded() throws Exception {
        // Given
        rolledBack("success");

        // When
        Candidate loop = one(assemble(finished(SESSION, 1, null, "cc33", "dd44")), new LoopKey("t", 1));

        // Then
        assertThat(loop.workspaces())
                .extracting(LoopWorkspace::workspaceId)
                .containsExactly("aa11", "bb22", "cc33", "dd44");
        assertThat(loop.superseded()).isEmpty();
    }

    @Test
    void tiesNoFolderToALoopThatWasRolledBackLongAgo() throws Exception {
        // Given
        rolledBack("superseded");

        // When
        Discovery discovery = assemble();

        // Then
        assertThat(one(discovery, new LoopKey("t", 1)).workspaces()).isEmpty();
        assertThat(discovery.unassigned()).extracting(Unassigned::subject).noneMatch(path -> path.endsWith("aa11"));
    }

    /** Loop 1 of t with the workspaces aa11 and bb22 in the registry; cc33 and dd44 are there too. */
    private void rolledBack(String status) throws IOException {
        for (String id : List.of("aa11", "bb22")) {
            Files.writeString(real(id).resolve("workspace_meta.json"), "{\"task_run_id\": \"t\", \"loop_id\": 1}");
            String role = id.equals("aa11") ? Workspace.EXPERIMENT : Workspace.SUB;
            workspaces.add(new WorkspaceRow(id, "t", 1, role, "factor", null, status, WORKSPACES + id, null, null));
        }
        real("cc33");
        real("dd44");
        Files.createDirectories(folder.resolve("log").resolve(SESSION));
        loop(new LoopKey("t", 1), "/mnt/f/Dev/RD-Agent-main/log/" + SESSION);
    }

    @Test
    void takesTheWordOfTheWorkspaceItselfBeforeThatOfTheFolder() throws Exception {
        // Given
        Files.writeString(real("aa11").resolve("workspace_meta.json"), "{\"task_run_id\": \"t\", \"loop_id\": 3}");

        // When / Then
        one(assemble(finished(SESSION, 1, null, "aa11")), new LoopKey("t", 3));
    }

    @Test
    void countsALoopOnceThatTwoSessionsTellOf() throws Exception {
        // Given
        real("aa11");
        SessionTrace older = finished(SESSION, 0, null, "aa11");
        SessionTrace later = finished("2026-01-06_08-00-00-000001", 0, null, "aa11");

        // When
        Discovery discovery = assemble(older, later);

        // Then
        assertThat(discovery.loops()).hasSize(1);
        assertThat(discovery.unassigned())
                .singleElement()
                .satisfies(left -> assertThat(left.reason()).contains("another session tells of the same loop"));
    }

    @Test
    void saysThatAWorkspaceIsNotHere() throws Exception {
        // When
        Candidate loop = one(assemble(finished(SESSION, 0, null, "zz99")), new LoopKey(SESSION, 0));

        // Then
        assertThat(loop.folders()).isEmpty();
        assertThat(loop.workspaces())
                .singleElement()
                .satisfies(one -> assertThat(one.recordedPath()).isEqualTo(WORKSPACES + "zz99"));
    }

    @Test
    void takesNoOtherFolderOfTheHomeForAWorkspace() throws Exception {
        // Given
        real("aa11");
        SessionTrace trace = finished(SESSION, 0, null, "..", "../../RDagentDB");
        Files.createDirectories(folder.resolve("RDagentDB"));

        // When / Then
        assertThat(one(assemble(trace), new LoopKey(SESSION, 0)).folders()).isEmpty();
    }

    private Discovery assemble(SessionTrace... traces) throws IOException {
        Files.createDirectories(folder.resolve("log"));
        RdAgentHome home = RdAgentHome.open(folder, List.of());
        return new LoopAssembly(
                        new FolderLister(home).list(),
                        new RegistryRows(loops, workspaces, List.of()),
                        new PathBook(home),
                        path -> Optional.empty(),
                        List.of(traces))
                .assemble();
    }

    private static Candidate one(Discovery discovery, LoopKey key) {
        assertThat(discovery.loops()).containsOnlyKeys(key);
        return discovery.loops().values().iterator().next();
    }

    private SessionTrace finished(String session, int loop, @Nullable String task, String... names) throws IOException {
        Path log = folder.toRealPath().resolve("log").resolve(session);
        List<SessionWorkspace> recorded = new ArrayList<>();
        for (String name : names) {
            recorded.add(new SessionWorkspace(WORKSPACES + name, recorded.isEmpty(), null));
        }
        SessionEntry.Mark mark = new SessionEntry.Mark(log.resolve("__session__/0/4_record"), 10, Instant.EPOCH);
        return new SessionTrace(
                new SessionEntry(new RunPlaces(log, log), loop, false, mark),
                SessionTrace.State.FINISHED,
                "finished",
                "digest",
                "factor",
                task,
                recorded,
                null);
    }

    private Path real(String id) throws IOException {
        return Files.createDirectories(folder.resolve("git_ignore_folder/RD-Agent_workspace/" + id));
    }

    private void loop(LoopKey key, String logTracePath) {
        loops.add(new LoopRow(key, "factor", "success", false, null, null, null, null, null, null, logTracePath));
    }
}
