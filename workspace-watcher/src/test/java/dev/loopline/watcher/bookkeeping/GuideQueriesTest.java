package dev.loopline.watcher.bookkeeping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.plan.Layout;
import dev.loopline.watcher.Events;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.Watching;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements of the initialisation guide, letter by letter, on {@code registry.sqlite}, as its scripts run them. */
class GuideQueriesTest {

    private static final LoopKey KEY = new LoopKey("20250107_001", 1);

    private static final String LOOP = """
            -- 查询 Loop 的完整信息
            SELECT
                l.task_run_id,
                l.loop_id,
                l.workspace_id,
                l.workspace_path,
                l.log_dir,
                pb.bundle_id as asset_bundle_id,
                pb.bundle_path as asset_bundle_path
            FROM loops l
            LEFT JOIN production_bundles pb ON l.task_run_id = pb.task_run_id AND l.loop_id = pb.loop_id
            WHERE l.task_run_id = '20250107_001' AND l.loop_id = 1;
            """;

    private static final String LOOPS_WITH_RESULT = """
                SELECT l.task_run_id, l.loop_id, w.workspace_id, w.workspace_path, l.log_dir
                FROM loops l
                JOIN workspaces w ON l.task_run_id = w.task_run_id
                WHERE l.has_result = 1 OR l.has_result = '1'
                ORDER BY l.task_run_id, l.loop_id
            """;

    private static final String ONE_LOOP = """
                SELECT
                    l.task_run_id, l.loop_id, l.workspace_id, l.workspace_path, l.log_dir,
                    pb.bundle_id, pb.bundle_path
                FROM loops l
                LEFT JOIN production_bundles pb ON l.task_run_id = pb.task_run_id AND l.loop_id = pb.loop_id
                WHERE l.has_result = 1
                LIMIT 1
            """;

    private static final String NEW_LOOP = """
                SELECT l.task_run_id, l.loop_id, w.workspace_id, w.workspace_path, l.log_dir
                FROM loops l
                JOIN workspaces w ON l.task_run_id = w.task_run_id
                WHERE l.task_run_id = '20250107_001' AND l.loop_id = 1
            """;

    private static final String COUNT = "SELECT COUNT(*) FROM production_bundles";

    private static final String WITHOUT_BUNDLE = """
                SELECT l.task_run_id, l.loop_id, pb.bundle_id
                FROM loops l
                LEFT JOIN production_bundles pb ON l.task_run_id = pb.task_run_id AND l.loop_id = pb.loop_id
                WHERE l.has_result = 1 AND pb.bundle_id IS NULL
                LIMIT 5
            """;

    @TempDir
    Path folder;

    @Test
    void answerOnTheRegistryItself() throws Exception {
        // Given a loop of the example's name, whose metadata is recorded, and another one of its task run
        SampleHome.builder(folder).registryLoops(0).write();
        Path registry = folder.resolve("RDagentDB/registry.sqlite");
        try (Watching watching = new Watching(folder)) {
            LiveRun.start(folder, Layout.REGISTRY, KEY.taskRunId(), KEY.loopId())
                    .finish();
            LoopKey neighbour = new LoopKey(KEY.taskRunId(), 2);
            LiveRun.start(folder, Layout.REGISTRY, neighbour.taskRunId(), neighbour.loopId())
                    .finish();
            WorkspaceRegistered other = watching.awaitPublished(neighbour, 1).event();
            WorkspaceRegistered registered = watching.awaitPublished(KEY, 1).event();
            watching.stopLooking();
            LoopBackfilled backfilled = Events.backfilled(folder, registered, 0.05, "{}");
            RegistryBookkeeping bookkeeping =
                    new RegistryBookkeeping(watching.registry, watching.book, Clock.systemUTC());
            bookkeeping.backfilled(List.of(Events.delivery(backfilled)));

            // When it has no bundle yet, then
            assertThat(OtherProgram.rows(registry, WITHOUT_BUNDLE))
                    .containsExactly("20250107_001|1|null", "20250107_001|2|null");
            assertThat(OtherProgram.rows(registry, LOOP))
                    .singleElement()
                    .asString()
                    .endsWith("|null|null");

            // When it has one
            bookkeeping.bundled(List.of(Events.delivery(Events.bundled(backfilled))));

            // Then
            String workspace = registered.primaryWorkspaceId();
            String path = registered.workspaces().get(0).recordedPath();
            String loop = "20250107_001|1|" + workspace + "|" + path + "|"
                    + registered.loop().logDir();
            String bundle = "|bundle_20250107_001_1|production_bundles/bundle_20250107_001_1.tar.gz";
            assertThat(registered.loop().logDir()).isNotBlank();
            assertThat(OtherProgram.rows(registry, LOOP)).containsExactly(loop + bundle);
            assertThat(OtherProgram.rows(registry, ONE_LOOP)).containsExactly(loop + bundle);
            assertThat(OtherProgram.rows(registry, LOOPS_WITH_RESULT)).contains(loop);
            // The join on the task run alone mixes the loops of a run.
            assertThat(OtherProgram.rows(registry, NEW_LOOP))
                    .contains(loop)
                    .anyMatch(row -> row.contains(other.primaryWorkspaceId()));
            assertThat(OtherProgram.rows(registry, COUNT)).containsExactly("1");
            assertThat(OtherProgram.rows(registry, WITHOUT_BUNDLE)).containsExactly("20250107_001|2|null");

            // And when the other one has its bundle, none lacks one
            bookkeeping.bundled(List.of(Events.delivery(Events.bundled(Events.backfilled(folder, other, 0.05, "{}")))));
            assertThat(OtherProgram.rows(registry, WITHOUT_BUNDLE)).isEmpty();
        }
    }
}
