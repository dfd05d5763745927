package dev.loopline.watcher.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistrySession;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaterializationTest {

    private static final LoopKey LOOP = new LoopKey("t", 0);

    @TempDir
    Path folder;

    private final Materialization materialization = new Materialization(Clock.systemUTC());
    private Registry registry;

    /** A change within a transaction. */
    private interface Change {
        void make(RegistrySession session) throws SQLException;
    }

    @BeforeEach
    void registerRevisionTwo() throws Exception {
        registry = Registry.open(folder.resolve("registry.sqlite"));
        change(session -> {
            session.update("INSERT INTO loops (task_run_id, loop_id) VALUES ('t', 0)");
            session.update("INSERT INTO loopline_loop (task_run_id, loop_id, state, revision, content_digest)"
                    + " VALUES ('t', 0, 'registered', 2, 'd')");
        });
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void goesFromNothingOverRunningToDone() throws Exception {
        change(session -> materialization.published(session, LOOP, 2));
        assertThat(state()).isEqualTo("running|-");
        passed(Stage.BACKFILL, 2);
        assertThat(state()).isEqualTo("done|-");

        // And a relay that takes note late moves nothing back
        change(session -> materialization.published(session, LOOP, 2));
        assertThat(state()).isEqualTo("done|-");
    }

    @Test
    void isMovedByNothingThatIsAboutAnOlderRevision() throws Exception {
        change(session -> materialization.published(session, LOOP, 1));
        assertThat(state()).isEqualTo("-|-");
        passed(Stage.BACKFILL, 1);
        assertThat(state()).isEqualTo("-|-");
        assertThat(failed(Stage.BACKFILL, 1)).isFalse();
        assertThat(failed(Stage.BACKFILL, 3)).isFalse();
        assertThat(state()).isEqualTo("-|-");
    }

    @Test
    void failsWithItsReasonAndIsMendedByALaterSuccess() throws Exception {
        // Given
        passed(Stage.BACKFILL, 2);

        // When / Then
        assertThat(failed(Stage.BUNDLE, 2)).isTrue();
        assertThat(state()).isEqualTo("failed|BAD: words");
        passed(Stage.BACKFILL, 2);
        assertThat(state())
                .as("the same metadata once more does not mend the bundle")
                .isEqualTo("failed|BAD: words");
        passed(Stage.BUNDLE, 2);
        assertThat(state()).isEqualTo("done|-");
    }

    @Test
    void isMendedByANewerRevision() throws Exception {
        // Given
        failed(Stage.BACKFILL, 2);

        // When
        change(session -> session.update("UPDATE loopline_loop SET revision = 3"));
        passed(Stage.BACKFILL, 3);

        // Then
        assertThat(state()).isEqualTo("done|-");
    }

    @Test
    void isNotFailedByADeadLetterThatIsReadAfterTheSuccess() throws Exception {
        // Given a retry that worked, while the watcher was away
        passed(Stage.BACKFILL, 2);
        passed(Stage.IMPORT, 2);

        // When / Then
        assertThat(failed(Stage.BACKFILL, 2)).isFalse();
        assertThat(failed(Stage.CATALOG, 2)).isFalse();
        assertThat(failed(Stage.IMPORT, 2)).isFalse();
        assertThat(state()).isEqualTo("done|-");
    }

    @Test
    void isNotDoneBeforeTheMetadataIs() throws Exception {
        // When: topics are independent, so the import may be read first
        passed(Stage.IMPORT, 2);

        // Then
        assertThat(state()).isEqualTo("-|-");
    }

    @Test
    void cutsTheReasonAndKeepsItOnOneLine() {
        assertThat(new Failure("BAD", "a\n\u0000b").text()).isEqualTo("BAD: a b");
        assertThat(new Failure("BAD", "").text()).isEqualTo("BAD");
        String cut = new Failure("BAD", "\uD83D\uDE00".repeat(600)).text();
        assertThat(cut.codePointCount(0, cut.length())).isEqualTo(512);
        assertThat(cut).endsWith("\uD83D\uDE00");
    }

    @Test
    void knowsTheFourServices() {
        assertThat(Stage.values())
                .allSatisfy(
                        stage -> assertThat(Stage.ofService(stage.service())).contains(stage));
        assertThat(Stage.ofService("workspace-watcher")).isEmpty();
    }

    private void passed(Stage stage, long revision) throws SQLException {
        change(session -> {
            session.update("UPDATE loopline_loop SET " + stage.passedColumn() + " = ?", revision);
            materialization.passed(session, stage, LOOP, revision);
        });
    }

    private boolean failed(Stage stage, long revision) throws SQLException {
        return registry.write(
                session -> materialization.failed(session, stage, LOOP, revision, new Failure("BAD", "words")));
    }

    private void change(Change change) throws SQLException {
        registry.write(session -> {
            change.make(session);
            return LOOP;
        });
    }

    private String state() throws SQLException {
        return registry.view(session -> session.list(
                        "SELECT COALESCE(materialization_status, '-') || '|' || COALESCE(materialization_error, '-')"
                                + " FROM loops",
                        row -> row.getString(1)))
                .get(0);
    }
}
