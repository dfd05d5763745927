package dev.loopline.importer.upsert;

import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.rows.Rejection;
import dev.loopline.importer.table.LoopKeys;
import dev.loopline.importer.table.Pipeline;
import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What could not be imported of each loop: the table {@code loopline_rejected}. Stateless; safe for all threads; works in the
 * caller's transaction.
 */
final class Rejections {

    /**
     * The rejections of these loops are exactly these.
     *
     * @param before those of the loops that may have some
     */
    void replace(
            Connection connection, Collection<LoopKey> before, Map<LoopKey, List<Rejection>> rejections, Instant at)
            throws SQLException {
        Pipeline pipeline = new Pipeline();
        if (!before.isEmpty()) {
            pipeline.add(
                    "DELETE FROM public.loopline_rejected r USING " + LoopKeys.TABLE
                            + " WHERE r.task_run_id = k.task_run_id AND r.loop_id = k.loop_id",
                    null,
                    LoopKeys.taskRuns(before),
                    LoopKeys.loops(before));
        }
        addInsert(pipeline, rejections, at);
        pipeline.run(connection);
    }

    private static void addInsert(Pipeline pipeline, Map<LoopKey, List<Rejection>> rejections, Instant at) {
        List<LoopKey> keys = new ArrayList<>();
        List<Rejection> all = new ArrayList<>();
        rejections.forEach((key, list) -> list.forEach(one -> {
            keys.add(key);
            all.add(one);
        }));
        if (all.isEmpty()) {
            return;
        }
        pipeline.add(
                "INSERT INTO public.loopline_rejected (task_run_id, loop_id, kind, entry_key, field, reason, message,"
                        + " at) SELECT u.*, ?::timestamptz FROM unnest(?::text[], ?::integer[], ?::text[], ?::text[],"
                        + " ?::text[], ?::text[], ?::text[]) u",
                null,
                at.atOffset(ZoneOffset.UTC),
                LoopKeys.taskRuns(keys),
                LoopKeys.loops(keys),
                texts(all, Rejection::kind),
                texts(all, Rejection::entryKey),
                texts(all, Rejection::field),
                texts(all, Rejection::reason),
                texts(all, Rejection::message));
    }

    private static String[] texts(List<Rejection> rejections, Function<Rejection, String> part) {
        return rejections.stream().map(part).map(LoopRows::storable).toArray(String[]::new);
    }

    /** The rejection of a bundle that is there now is no more. */
    void forgetBundle(Connection connection, LoopKey key) throws SQLException {
        String sql = "DELETE FROM public.loopline_rejected WHERE task_run_id = ? AND loop_id = ? AND kind = 'bundle'";
        new Sql(connection).update(sql, key.taskRunId(), key.loopId());
    }
}
