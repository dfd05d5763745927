package dev.loopline.watcher.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CompletionEvidence;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.LoopWorkspace;
import dev.loopline.watcher.files.FileSet;
import dev.loopline.watcher.files.InputFiles;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a finding to rows, revision and event. */
class RegistrarTest {

    private static final LoopKey KEY = new LoopKey("run", 1);
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    Path folder;

    private final LoopBook book = new LoopBook();
    private final AtomicInteger published = new AtomicInteger();
    private Registry registry;
    private Registrar registrar;
    private Path workspace;

    @BeforeEach
    void open() throws Exception {
        RdAgentHome home = RdAgentHome.open(folder, List.of());
        registry = Registry.open(home.defaultRegistry());
        registrar = new Registrar(
                registry,
                book,
                new Registrar.Place(home.paths(), "watched"),
                Clock.fixed(NOW, ZoneOffset.UTC),
                published::incrementAndGet);
        workspace = Files.createDirectories(home.workspaces().resolve("ws"));
        Files.writeString(workspace.resolve("a.py"), "a");
        Files.writeString(workspace.resolve("weight.pkl"), "weight");
    }

    @AfterEach
    void close() {
        registrar.close();
        registry.close();
    }

    @Test
    void writesRowsFilesAndEventTogether() throws Exception {
        // When
        Registrar.Outcome outcome = registrar.register(List.of(finding(InputFiles.NONE, null)));

        // Then
        assertThat(outcome.registered()).containsExactly(KEY);
        KnownLoop known = book.find(KEY).orElseThrow();
        assertThat(known.revision()).isEqualTo(1);
        assertThat(known.folders()).containsExactly("git_ignore_folder/RD-Agent_workspace/ws");
        assertThat(files().names()).containsExactly("ws/a.py", "ws/weight.pkl");
        assertThat(number("SELECT COUNT(*) FROM loopline_outbox")).isEqualTo(1);
        assertThat(number("SELECT COUNT(*) FROM loops WHERE workspace_id = 'ws'"))
                .isEqualTo(1);
        assertThat(published).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loopline_outbox", "loopline_loop", "loopline_loop_files"})
    void writesNothingWhereOneOfThemCannotBeWritten(String table) throws Exception {
        // Given
        registry.write(session -> {
            session.execute("CREATE TRIGGER full BEFORE INSERT ON " + table
                    + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
            return session;
        });

        // When / Then
        assertThatThrownBy(() -> registrar.register(List.of(finding(InputFiles.NONE, null))))
                .isInstanceOf(SQLException.class);
        for (String one : List.of("loopline_outbox", "loopline_loop", "loopline_loop_files", "loops", "workspaces")) {
            assertThat(number("SELECT COUNT(*) FROM " + one)).as(one).isZero();
        }
        assertThat(book.find(KEY)).isEmpty();
        assertThat(published).hasValue(0);

        // When: it can be written again
        registry.write(session -> {
            session.execute("DROP TRIGGER full");
            return session;
        });
        Registrar.Outcome outcome = registrar.register(List.of(finding(InputFiles.NONE, null)));

        // Then
        assertThat(outcome.registered()).containsExactly(KEY);
        assertThat(book.find(KEY).orElseThrow().revision()).isEqualTo(1);
    }

    @Test
    void givesNoRevisionToTheSameContentWithOtherTimes() throws Exception {
        // Given
        registrar.register(List.of(finding(InputFiles.NONE, null)));
        Files.setLastModifiedTime(workspace.resolve("a.py"), FileTime.from(NOW));
        Finding touched = finding(InputFiles.NONE, null);

        // When
        Registrar.Outcome outcome = registrar.register(List.of(touched));

        // Then
        assertThat(outcome.unchanged()).containsExactly(KEY);
        assertThat(book.find(KEY).orElseThrow().statFingerprint())
                .isEqualTo(touched.files().inputFingerprint());
    }

    @Test
    void givesNoRevisionWhereFilesVanishedAndTheRestIsTheSameContent() throws Exception {
        // Given
        registrar.register(List.of(finding(InputFiles.NONE, null)));
        InputFiles before = files();
        Files.delete(workspace.resolve("weight.pkl"));
        Files.setLastModifiedTime(workspace.resolve("a.py"), FileTime.from(NOW));
        Finding rest = finding(before.missingIn(FileSet.of(Map.of("ws", workspace))), null);

        // When
        Registrar.Outcome outcome = registrar.register(List.of(rest));

        // Then
        assertThat(outcome.unchanged()).containsExactly(KEY);
        assertThat(files().names()).containsExactly("ws/a.py", "ws/weight.pkl");
        assertThat(book.find(KEY).orElseThrow().statFingerprint())
                .isEqualTo(rest.files().inputFingerprint(rest.vanished()))
                .isNotEqualTo(rest.files().inputFingerprint());
    }

    @Test
    void givesARevisionWhereOtherContentChangedTooAndKeepsTheNewFiles() throws Exception {
        // Given
        registrar.register(List.of(finding(InputFiles.NONE, null)));
        InputFiles before = files();
        Files.delete(workspace.resolve("weight.pkl"));
        Files.writeString(workspace.resolve("a.py"), "b");

        // When
        registrar.register(List.of(finding(before.missingIn(FileSet.of(Map.of("ws", workspace))), null)));

        // Then
        assertThat(book.find(KEY).orElseThrow().revision()).isEqualTo(2);
        assertThat(files().names()).containsExactly("ws/a.py");
    }

    @Test
    void givesARevisionToADemand() throws Exception {
        // Given
        registrar.register(List.of(finding(InputFiles.NONE, null)));

        // When
        Registrar.Outcome outcome = registrar.register(List.of(finding(InputFiles.NONE, Demand.of("r", true, false))));

        // Then
        assertThat(outcome.registered()).containsExactly(KEY);
        assertThat(book.find(KEY).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void saysWhichLoopCannotBeReadAndRegistersTheOthers() throws Exception {
        // Given
        Finding gone = finding(InputFiles.NONE, null);
        Files.delete(workspace.resolve("a.py"));

        // When
        Registrar.Outcome outcome = registrar.register(List.of(gone));

        // Then
        assertThat(outcome.failed()).containsOnlyKeys(KEY);
        assertThat(outcome.failed().get(KEY)).contains("cannot be read");
        assertThat(book.find(KEY)).isEmpty();
    }

    @Test
    void withdrawsWithAHigherRevisionAndKeepsTheRows() throws Exception {
        // Given
        registrar.register(List.of(finding(InputFiles.NONE, null)));

        // When
        registrar.withdraw(book.find(KEY).orElseThrow());

        // Then
        KnownLoop gone = book.find(KEY).orElseThrow();
        assertThat(gone.isRegistered()).isFalse();
        assertThat(gone.revision()).isEqualTo(2);
        assertThat(number("SELECT COUNT(*) FROM loops")).isEqualTo(1);
        assertThat(number("SELECT COUNT(*) FROM loopline_outbox WHERE body IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        // Given
        registrar.register(List.of(finding(InputFiles.NONE, null)));

        // When
        List<KnownLoop> all = registry.view(LoopTable::all);

        // Then
        assertThat(all).containsExactly(book.find(KEY).orElseThrow());
        assertThat(InputFiles.decode(files().encode())).isEqualTo(files());
        InputFiles unknown = registry.view(session -> LoopTable.files(session, new LoopKey("none", 1)));
        assertThat(unknown).isEqualTo(InputFiles.NONE);
    }

    @Test
    void givesTheRowOfAnAdoptedFolderToItsRealLoopAndNoRowOfAnother() throws Exception {
        for (String owner : List.of("legacy_ws", "legacy_other")) {
            // Given
            registry.write(session -> {
                session.update("DELETE FROM workspaces");
                return session.update(
                        "INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_role, status,"
                                + " workspace_path, created_at_utc, updated_at_utc)"
                                + " VALUES ('ws', ?, 0, 'experiment_workspace', 'present', 'F:/RD/ws', 'then', 'then')",
                        owner);
            });

            // When
            registrar.register(List.of(finding(InputFiles.NONE, Demand.of("r", true, false))));

            // Then
            boolean moves = owner.equals("legacy_ws");
            assertThat(number("SELECT COUNT(*) FROM workspaces WHERE task_run_id = 'run' AND loop_id = 1"))
                    .isEqualTo(moves ? 1 : 0);
            assertThat(number("SELECT COUNT(*) FROM workspaces")).isEqualTo(1);
        }
    }

    @Test
    void announcesPathsAsRecordedAndWhereTheyLieHere() throws Exception {
        // Given
        Announcement announcement = new Announcement(
                new Registrar.Place(RdAgentHome.open(folder, List.of()).paths(), "watched"));
        Finding finding = finding(InputFiles.NONE, Demand.of("r", true, false));

        // When
        var event = announcement.of(Registration.of(finding), 7, NOW);

        // Then
        assertThat(event.revision()).isEqualTo(7);
        assertThat(event.overwrite()).isTrue();
        assertThat(event.requestId()).isEqualTo("r");
        assertThat(event.primaryWorkspaceId()).isEqualTo("ws");
        assertThat(event.workspaces()).singleElement().satisfies(one -> {
            assertThat(one.recordedPath()).isEqualTo("F:/RD/ws");
            assertThat(one.homeRelativePath()).isEqualTo("git_ignore_folder/RD-Agent_workspace/ws");
        });
        assertThat(event.loop().status()).isEqualTo(Finding.UNKNOWN);
        assertThat(event.contentDigest()).isEqualTo(Registration.of(finding).contentDigest());
    }

    @Test
    void takesFactsIntoTheContent() throws Exception {
        Finding finding = finding(InputFiles.NONE, null);
        assertThat(finding.facts())
                .containsExactly("action=model", "status=unknown", "workspace=ws|experiment_workspace|model");
        assertThat(finding.signature()).isEqualTo("folder");
    }

    private Finding finding(InputFiles vanished, @Nullable Demand demand) throws IOException {
        LoopWorkspace one = new LoopWorkspace(
                "ws", Workspace.EXPERIMENT, "model", null, null, "F:/RD/ws", workspace, null, null, false);
        return new Finding(
                new Candidate(KEY, null, List.of(one), "model", null, null, null, List.of()),
                FileSet.of(Map.of("ws", workspace)),
                vanished,
                "ws",
                CompletionEvidence.RESULT_FILES,
                NOW,
                KnownLoop.Origin.FOLDER,
                "",
                false,
                demand);
    }

    private InputFiles files() throws SQLException {
        return registry.view(session -> LoopTable.files(session, KEY));
    }

    private long number(String sql) throws SQLException {
        return registry.view(session -> session.number(sql));
    }
}
