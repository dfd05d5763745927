package dev.loopline.importer.position;

import dev.loopline.kit.position.PositionStore;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** The table {@code loopline_position}. Each call is one statement on its own; safe for all threads and several importers. */
public final class PositionTable implements PositionStore {

    private static final String BEGIN = "INSERT INTO public.loopline_position (topic, partition, topic_id, next_offset)"
            + " SELECT * FROM unnest(?::text[], ?::integer[], ?::text[], ?::bigint[])"
            + " ON CONFLICT (topic, partition) DO UPDATE SET topic_id = excluded.topic_id, next_offset = excluded.next_offset";

    private static final String STORE = "UPDATE public.loopline_position p"
            + " SET next_offset = greatest(p.next_offset, n.next_offset)"
            + " FROM unnest(?::text[], ?::integer[], ?::text[], ?::bigint[], ?::bigint[])"
            + " AS n (topic, partition, topic_id, stored, next_offset)"
            + " WHERE p.topic = n.topic AND p.partition = n.partition AND p.topic_id = n.topic_id"
            + " AND p.next_offset >= n.stored RETURNING p.topic, p.partition";

    private final DataSource database;

    public PositionTable(DataSource database) {
        this.database = database;
    }

    @Override
    public Map<TopicPartition, Position> read() throws SQLException {
        Map<TopicPartition, Position> found = new HashMap<>();
        try (Sql sql = Sql.open(database)) {
            sql.list(
                    "SELECT topic, partition, topic_id, next_offset FROM public.loopline_position",
                    row -> found.put(
                            new TopicPartition(row.getString(1), row.getInt(2)),
                            new Position(row.getString(3), row.getLong(4))));
        }
        return found;
    }

    @Override
    public void begin(Map<TopicPartition, Position> positions) throws SQLException {
        List<Map.Entry<TopicPartition, Position>> entries = new ArrayList<>(positions.entrySet());
        try (Sql sql = Sql.open(database)) {
            sql.update(
                    BEGIN,
                    column(entries, one -> one.getKey().topic()).toArray(String[]::new),
                    column(entries, one -> one.getKey().partition()).toArray(Integer[]::new),
                    column(entries, one -> one.getValue().topicId()).toArray(String[]::new),
                    column(entries, one -> one.getValue().next()).toArray(Long[]::new));
        }
    }

    @Override
    public Set<TopicPartition> store(Collection<ReadProgress.Claim> claims) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return new HashSet<>(sql.list(
                    STORE,
                    row -> new TopicPartition(row.getString(1), row.getInt(2)),
                    column(claims, one -> one.partition().topic()).toArray(String[]::new),
                    column(claims, one -> one.partition().partition()).toArray(Integer[]::new),
                    column(claims, ReadProgress.Claim::topicId).toArray(String[]::new),
                    column(claims, one -> one.stored().next()).toArray(Long[]::new),
                    column(claims, ReadProgress.Claim::next).toArray(Long[]::new)));
        }
    }

    private static <S, T> List<T> column(Collection<S> rows, Function<S, T> value) {
        return rows.stream().map(value).toList();
    }
}
