package dev.loopline.importer.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The task runs that factors come from, and the backtests that their loops made of them. A factor belongs to the task run
 * that another module of AIstock noted, else to that of its own loop. Safe for all threads.
 */
@Singleton
public class FactorTasks {

    private static final String TASK = "coalesce(t.source_task_id, t.task_run_id)";
    private static final String HAS_FIGURES = "coalesce(t.sharpe, t.best_performance_sharpe, t.annualized_return,"
            + " t.best_performance_ann_ret, t.max_drawdown, t.ic) IS NOT NULL";
    private static final String REJECTED =
            "(SELECT count(*) FROM public.loopline_rejected r WHERE r.kind = 'factor' AND r.task_run_id = ";

    private static final String TASKS = "SELECT k.*, " + REJECTED + "k.task_id) AS error_count FROM (SELECT " + TASK
            + " AS task_id, count(*) AS factor_count, count(*) FILTER (WHERE " + HAS_FIGURES + ") AS ok_count, count(*)"
            + " FILTER (WHERE NOT (" + HAS_FIGURES + ")) AS skipped_count FROM public.aistock_factor_catalog t WHERE "
            + TASK + " IS NOT NULL AND (?::text IS NULL OR t.node_id = ?) GROUP BY 1) k ORDER BY k.task_id DESC";

    private static final String FACTORS = "SELECT t.factor_name, t.source, " + HAS_FIGURES + " AS has_figures, (SELECT"
            + " jsonb_agg(jsonb_build_object('loop_id', o.loop_id, 'name', o.name) ORDER BY o.loop_id) FROM"
            + " public.aistock_factor_occurrence o WHERE o.factor_name = t.factor_name AND o.task_run_id = ?)"
            + " AS loops FROM public.aistock_factor_catalog t WHERE " + TASK + " = ? ORDER BY t.factor_name, t.source";

    private static final String ERRORS = "SELECT" + REJECTED + "?) AS error_count";

    private final CatalogReader reader;
    private final LoopFiles files;

    FactorTasks(CatalogReader reader, LoopFiles files) {
        this.reader = reader;
        this.files = files;
    }

    /**
     * A factor and the backtests of it.
     *
     * @param windows as the loops' {@code factor_perf.json} have them, each with its {@code loop_id} and {@code
     *     combination}; the rows of {@code metrics} are left out, {@code GET /loops/{task_run_id}/{loop_id}} has them
     */
    public record Factor(String factorName, String source, List<ObjectNode> windows) {}

    /** A loop without readable backtests, and why. */
    public record LoopWithoutWindows(int loopId, String reason) {}

    /**
     * Numbers of a task run.
     *
     * @param factorCount its factors
     * @param okCount those with figures
     * @param skippedCount those without
     * @param errorCount entries of it that could not become rows
     * @param windowCount windows that are listed
     * @param loopsWithoutWindows loops in which its factors occur, and of which there are none
     */
    public record Summary(
            int factorCount,
            long okCount,
            long skippedCount,
            long errorCount,
            int windowCount,
            List<LoopWithoutWindows> loopsWithoutWindows) {}

    /** See the parts. */
    public record Detail(String taskId, List<Factor> factors, Summary summary) {}

    /** The newest first; of one node of RD-Agent, or of all. */
    public Listing tasks(@Nullable String nodeId) throws SQLException {
        List<ObjectNode> tasks = reader.rows(TASKS, nodeId, nodeId);
        return new Listing(tasks.size(), tasks);
    }

    /** Empty if no factor comes from the task run. */
    public Optional<Detail> detail(String taskId) throws SQLException, IOException {
        List<ObjectNode> rows = reader.rows(FACTORS, taskId, taskId);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, BacktestWindows> loops = loops(taskId, rows);
        List<Factor> factors = new ArrayList<>();
        int windows = 0;
        for (ObjectNode row : rows) {
            Factor factor = factor(row, loops);
            windows += factor.windows().size();
            factors.add(factor);
        }
        long ok =
                rows.stream().filter(row -> row.path("has_figures").asBoolean()).count();
        long errors = reader.rows(ERRORS, taskId).get(0).path("error_count").asLong();
        return Optional.of(new Detail(
                taskId,
                factors,
                new Summary(rows.size(), ok, rows.size() - ok, errors, windows, withoutWindows(loops))));
    }

    private Map<Integer, BacktestWindows> loops(String taskId, List<ObjectNode> rows) throws SQLException, IOException {
        Map<Integer, BacktestWindows> loops = new TreeMap<>();
        for (ObjectNode row : rows) {
            for (JsonNode occurrence : row.path("loops")) {
                int loopId = occurrence.path("loop_id").intValue();
                if (!loops.containsKey(loopId)) {
                    loops.put(loopId, BacktestWindows.read(files, new LoopKey(taskId, loopId)));
                }
            }
        }
        return loops;
    }

    private static Factor factor(ObjectNode row, Map<Integer, BacktestWindows> loops) {
        List<ObjectNode> windows = new ArrayList<>();
        for (JsonNode occurrence : row.path("loops")) {
            windows.addAll(loops.get(occurrence.path("loop_id").intValue())
                    .of(occurrence.path("name").textValue()));
        }
        return new Factor(
                row.path("factor_name").textValue(), row.path("source").textValue(), windows);
    }

    private static List<LoopWithoutWindows> withoutWindows(Map<Integer, BacktestWindows> loops) {
        List<LoopWithoutWindows> withoutWindows = new ArrayList<>();
        loops.forEach((loopId, windows) ->
                windows.reason().ifPresent(reason -> withoutWindows.add(new LoopWithoutWindows(loopId, reason))));
        return withoutWindows;
    }
}
