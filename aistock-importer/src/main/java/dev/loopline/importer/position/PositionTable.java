package dev.loopline.importer.position;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/** The table {@code loopline_position}. Each call is one statement on its own; safe for all threads and several importers. */
public final class PositionTable {

    /**
     * A position is noted only where the database still says what it said when it was looked at, or more: another database under
     * the same address does not have what was imported into the former one.
     */
    private static final String STORE =
            "INSERT INTO public.loopline_position AS p (topic, partition, topic_id, next_offset) SELECT ?, n.partition,"
                    + " n.topic_id, n.next_offset FROM unnest(?::integer[], ?::text[], ?::bigint[], ?::bigint[]) AS n (partition,"
                    + " topic_id, stored, next_offset) WHERE n.stored = 0 OR EXISTS (SELECT 1 FROM public.loopline_position x"
                    + " WHERE x.topic = ? AND x.partition = n.partition AND x.topic_id = n.topic_id AND x.next_offset >="
                    + " n.stored) ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(p.next_offset,"
                    + " excluded.next_offset) WHERE p.topic_id = excluded.topic_id RETURNING partition";

    private final DataSource database;
    private final String topic;

    public PositionTable(DataSource database, String topic) {
        this.database = database;
        this.topic = topic;
    }

    /**
     * Up to where a partition is in the database.
     *
     * @param topicId identity of the topic whose offset that is
     * @param next where reading goes on
     */
    public record Position(String topicId, long next) {}

    /** What the database says, by partition. */
    public Map<Integer, Position> read() throws SQLException {
        Map<Integer, Position> found = new HashMap<>();
        try (Sql sql = Sql.open(database)) {
            sql.list(
                    "SELECT partition, topic_id, next_offset FROM public.loopline_position WHERE topic = ?",
                    row -> found.put(row.getInt(1), new Position(row.getString(2), row.getLong(3))),
                    topic);
        }
        return found;
    }

    /** Notes these. @return the partitions that were noted; of the others the database is another one than it was */
    public Set<Integer> store(List<ReadProgress.Claim> claims) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return new HashSet<>(sql.list(
                    STORE,
                    row -> row.getInt(1),
                    topic,
                    column(claims, ReadProgress.Claim::partition).toArray(Integer[]::new),
                    column(claims, ReadProgress.Claim::topicId).toArray(String[]::new),
                    column(claims, ReadProgress.Claim::stored).toArray(Long[]::new),
                    column(claims, ReadProgress.Claim::next).toArray(Long[]::new),
                    topic));
        }
    }

    private static <T> List<T> column(List<ReadProgress.Claim> claims, Function<ReadProgress.Claim, T> value) {
        return claims.stream().map(value).toList();
    }

    /** What is noted of these partitions counts for nothing any more. */
    public void forget(Collection<Integer> partitions) throws SQLException {
        if (!partitions.isEmpty()) {
            try (Sql sql = Sql.open(database)) {
                sql.update(
                        "DELETE FROM public.loopline_position WHERE topic = ? AND partition = ANY (?::integer[])",
                        topic,
                        partitions.toArray(Integer[]::new));
            }
        }
    }
}
