package dev.loopline.watcher.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import dev.loopline.watcher.registry.Registry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTableTest {

    private static final LoopKey RUNNING = new LoopKey("t", 90);

    @TempDir
    Path folder;

    private Registry registry;
    private BackfillDesk desk;

    @BeforeEach
    void open() throws Exception {
        registry = Registry.open(folder.resolve("registry.sqlite"));
        desk = new BackfillDesk(registry, () -> Map.of(RUNNING, "its row says that it is running"), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void selectsWhatEachModeMeansAndSaysWhyNotTheRest() throws Exception {
        // Given: flags are NULL as RD-Agent binds them
        loop(0, 1, null, null);
        loop(1, 1, 1, "done");
        loop(2, 0, 0, "running");
        loop(3, 0, null, "failed");
        sql("UPDATE loopline_loop SET state = 'withdrawn' WHERE loop_id = 3");
        loop(4, 1, 0, "failed");

        // When / Then
        assertThat(ids(select("solidify-all"))).containsExactly(0, 4);
        assertThat(ids(select("materialize-pending"))).containsExactly(0, 4);
        assertThat(ids(select("backfill"))).containsExactly(0, 1, 2, 4);
        assertThat(reasons(select("solidify-all")))
                .containsEntry(1, "it has a bundle already")
                .containsEntry(2, "it has no result")
                .containsEntry(3, "it was withdrawn: its rows and folders are gone")
                .containsEntry(90, "it is not registered: its row says that it is running");
        assertThat(reasons(select("materialize-pending")))
                .containsEntry(1, "its metadata is done")
                .containsEntry(2, "its metadata is running");
    }

    @Test
    void selectsAlsoLoopsWithABundleWhenTheirFilesAreWrittenAnew() throws Exception {
        // Given
        loop(0, 1, null, null);
        loop(1, 1, 1, "done");
        loop(2, 0, 0, "done");
        loop(3, 1, 1, "done");
        sql("UPDATE loopline_loop SET state = 'withdrawn' WHERE loop_id = 3");
        sql("UPDATE loopline_loop SET finished_at_utc = '2024-12-31T10:00:00.000000+00:00' WHERE loop_id = 0");

        // When / Then
        BackfillRequest all =
                new BackfillRequest(null, "solidify-all", null, null, null, null, true, false, true, false);
        assertThat(ids(desk.select(all))).containsExactly(0, 1, 2);
        assertThat(reasons(desk.select(all))).containsOnlyKeys(3, 90);
        BackfillRequest days = new BackfillRequest(
                null, "solidify-all", null, null, "2025-01-01", "2026-12-31", true, false, true, false);
        assertThat(ids(desk.select(days))).containsExactly(1, 2);
    }

    @Test
    void saysThatALoopFinishedOnAnotherDay() throws Exception {
        // Given
        loop(0, 1, 0, null);
        BackfillRequest request =
                new BackfillRequest(null, null, "t", 0, "2026-01-02", null, false, false, false, false);

        // When / Then
        assertThat(reasons(desk.select(request)).get(0)).contains("2026-01-01T10:00:00Z", "outside the days");
    }

    @Test
    void tellsAnUnknownTaskRunFromAnUnknownLoop() throws Exception {
        // Given
        loop(0, 1, 0, null);

        // When / Then
        assertThatThrownBy(() -> desk.select(request("backfill", "unknown", null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no task run unknown");
        assertThatThrownBy(() -> desk.select(request("backfill", "t", 7)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("has no loop 7");
    }

    @Test
    void keepsManyLoopsAndPagesThroughThem() throws Exception {
        // Given
        for (int i = 0; i < 2100; i++) {
            loop(i + 100, 1, i % 2, "done");
        }
        BackfillRequest request = request("solidify-all", null, null);

        // When
        String id = desk.keep(request, desk.select(request));

        // Then
        BackfillProgress progress =
                registry.view(session -> RequestProgress.of(session, id)).orElseThrow();
        assertThat(progress.total()).isEqualTo(1050);
        assertThat(progress.waiting()).isEqualTo(1050);
        assertThat(progress.skipped()).isEqualTo(1051);
        assertThat(progress.done()).isFalse();
        assertThat(page(id, "waiting", 1000, 0)).hasSize(1000);
        assertThat(page(id, "waiting", 1000, 1000)).hasSize(50);
        assertThat(page(id, null, 1, 0).get(0).loopId()).isEqualTo(90);
    }

    @Test
    void isOneRequestHoweverOftenItComes() throws Exception {
        // Given
        loop(0, 1, 0, null);
        BackfillRequest request = request("materialize-pending", "t", null);
        Selection meant = desk.select(request);

        // When: it was kept, worked on, and comes again because the answer got lost
        String id = desk.keep(request, meant);
        sql("UPDATE loops SET materialization_status = 'done'");

        // Then
        assertThat(id).isEqualTo(request.requestId());
        assertThat(desk.kept(id, request)).contains(meant);
        assertThat(desk.kept(UUID.randomUUID().toString(), request)).isEmpty();
        assertThatThrownBy(() -> desk.kept(id, request("backfill", "t", null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("another backfill request");
    }

    @Test
    void endsForLoopsThatFailOrGo() throws Exception {
        // Given
        loop(0, 1, 0, null);
        loop(1, 1, 0, null);
        BackfillRequest request = request("backfill", "t", null);
        String id = desk.keep(request, desk.select(request));
        sql("UPDATE loopline_request_loop SET revision = 2 WHERE skipped IS NULL");
        sql("UPDATE loopline_loop SET revision = 2, failed_revision = 2, failure = 'BAD: words' WHERE loop_id = 0");
        sql("UPDATE loopline_loop SET revision = 3, state = 'withdrawn' WHERE loop_id = 1");

        // When / Then
        assertThat(page(id, "failed", 10, 0))
                .extracting(RequestedLoop::reason)
                .containsExactly("BAD: words", "it was withdrawn: its rows and folders are gone");
        assertThat(registry.view(session -> RequestProgress.of(session, id)).map(BackfillProgress::done))
                .isEqualTo(Optional.of(true));

        // And when a newer revision of the loop is under way, it is open again
        sql("UPDATE loopline_loop SET revision = 3 WHERE loop_id = 0");
        assertThat(page(id, "registered", 10, 0))
                .extracting(RequestedLoop::loopId)
                .containsExactly(0);
    }

    private void loop(int id, int hasResult, @Nullable Integer solidified, @Nullable String materialization)
            throws SQLException {
        registry.write(session -> {
            session.update(
                    "INSERT INTO loops (task_run_id, loop_id, has_result, is_solidified, materialization_status)"
                            + " VALUES ('t', ?, ?, ?, ?)",
                    id,
                    hasResult,
                    solidified,
                    materialization);
            return session.update(
                    "INSERT INTO loopline_loop (task_run_id, loop_id, state, revision, content_digest, finished_at_utc)"
                            + " VALUES ('t', ?, 'registered', 1, 'd', '2026-01-01T10:00:00.000000+00:00')",
                    id);
        });
    }

    private void sql(String sql) throws SQLException {
        registry.write(session -> session.update(sql));
    }

    private Selection select(String mode) throws SQLException {
        return desk.select(request(mode, null, null));
    }

    private static BackfillRequest request(String mode, @Nullable String task, @Nullable Integer loop) {
        String id = UUID.randomUUID().toString();
        return new BackfillRequest(id, mode, task, loop, null, null, task == null, false, false, false);
    }

    private List<RequestedLoop> page(String id, @Nullable String state, int limit, int offset) throws SQLException {
        return registry.view(session -> RequestProgress.loops(session, id, state, limit, offset));
    }

    private static List<Integer> ids(Selection selection) {
        return selection.selected().stream().map(LoopKey::loopId).toList();
    }

    private static Map<Integer, String> reasons(Selection selection) {
        Map<Integer, String> out = new TreeMap<>();
        selection.skipped().forEach((key, reason) -> out.put(key.loopId(), reason));
        return out;
    }
}
