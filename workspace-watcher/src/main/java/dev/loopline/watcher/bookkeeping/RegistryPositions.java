package dev.loopline.watcher.bookkeeping;

import dev.loopline.kit.position.PositionStore;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.watcher.registry.Registry;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The table {@code loopline_position} of the registry: an older copy of the registry is brought up to date from where it was. */
public final class RegistryPositions implements PositionStore {

    private final Registry registry;

    public RegistryPositions(Registry registry) {
        this.registry = registry;
    }

    @Override
    public Map<TopicPartition, Position> read() throws SQLException {
        Map<TopicPartition, Position> found = new HashMap<>();
        long epoch;
        do {
            found.clear();
            epoch = registry.generation();
            read(epoch, found);
        } while (epoch != registry.generation());
        return found;
    }

    private void read(long epoch, Map<TopicPartition, Position> found) throws SQLException {
        registry.view(session -> session.list(
                "SELECT topic, partition, topic_id, next_offset FROM loopline_position",
                row -> found.put(
                        new TopicPartition(row.getString(1), row.getInt(2)),
                        new Position(row.getString(3), row.getLong(4), epoch))));
    }

    @Override
    public void begin(Map<TopicPartition, Position> positions) throws SQLException {
        registry.write(session -> {
            for (Map.Entry<TopicPartition, Position> one : positions.entrySet()) {
                session.update(
                        "INSERT OR REPLACE INTO loopline_position (topic, partition, topic_id, next_offset)"
                                + " VALUES (?, ?, ?, ?)",
                        one.getKey().topic(),
                        one.getKey().partition(),
                        one.getValue().topicId(),
                        one.getValue().next());
            }
            return positions;
        });
    }

    @Override
    public Set<TopicPartition> store(Collection<ReadProgress.Claim> claims) throws SQLException {
        return registry.write(session -> {
            Set<TopicPartition> noted = new HashSet<>();
            for (ReadProgress.Claim claim : claims) {
                if (claim.stored().epoch() != registry.generation()) {
                    continue;
                }
                int rows = session.update(
                        "UPDATE loopline_position SET next_offset = max(next_offset, ?)"
                                + " WHERE topic = ? AND partition = ? AND topic_id = ? AND next_offset >= ?",
                        claim.next(),
                        claim.partition().topic(),
                        claim.partition().partition(),
                        claim.topicId(),
                        claim.stored().next());
                if (rows > 0) {
                    noted.add(claim.partition());
                }
            }
            return noted;
        });
    }
}
