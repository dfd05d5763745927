package dev.loopline.watcher.outbox;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Reads and writes {@code loopline_published}: up to which offset of which topic the registry knows what was published. What lies
 * behind these offsets is in the registry; what lies after them may be from another state of the registry. Stateless.
 */
public final class PublishedTable {

    private static final String INSERT =
            "INSERT INTO loopline_published (topic, partition, topic_id, end_offset) VALUES (?, ?, ?, ?)";

    private static final String ADVANCE =
            "UPDATE loopline_published SET end_offset = ? WHERE topic = ? AND partition = ? AND end_offset = ?";

    private record Row(int partition, String topicId, long end) {}

    private PublishedTable() {}

    /** How far a topic is known; empty if nothing was noted of it. */
    public static Optional<TopicEnds> read(Sql session, String topic) throws SQLException {
        List<Row> rows = session.list(
                "SELECT * FROM loopline_published WHERE topic = ?",
                row -> new Row(row.getInt("partition"), row.getString("topic_id"), row.getLong("end_offset")),
                topic);
        Map<Integer, Long> offsets = new HashMap<>();
        rows.forEach(row -> offsets.put(row.partition(), row.end()));
        return rows.stream().findFirst().map(row -> new TopicEnds(row.topicId(), offsets));
    }

    /** Notes that all records before these ends are known. */
    public static void put(Sql session, String topic, TopicEnds ends) throws SQLException {
        session.update("DELETE FROM loopline_published WHERE topic = ?", topic);
        for (Map.Entry<Integer, Long> end : ends.offsets().entrySet()) {
            session.update(INSERT, topic, end.getKey(), ends.topicId(), end.getValue());
        }
    }

    /**
     * Notes that these records are known. A record that does not lie directly behind the known ones changes nothing: what lies
     * between was written by another program and is to be read first.
     */
    static void advance(Sql session, List<RecordMetadata> sent) throws SQLException {
        for (RecordMetadata place : sent) {
            if (place.hasOffset()) {
                session.update(ADVANCE, place.offset() + 1, place.topic(), place.partition(), place.offset());
            }
        }
    }
}
