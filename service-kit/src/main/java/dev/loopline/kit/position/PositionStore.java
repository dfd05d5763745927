package dev.loopline.kit.position;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Says up to where topics are in the database that holds the effects of their records. It is a part of that database, so that
 * an older copy of the database says less. Safe for all threads.
 */
public interface PositionStore {

    /**
     * Up to where a partition is in the database.
     *
     * @param topicId identity of the topic whose offset that is
     * @param next where reading goes on
     * @param epoch which database says so, where another one may be found in its place while it is used; else 0
     */
    record Position(String topicId, long next, long epoch) {

        /** Of a partition of which nothing was looked up: it claims nothing. */
        static final Position UNKNOWN = new Position("", Long.MAX_VALUE, 0);

        public Position(String topicId, long next) {
            this(topicId, next, 0);
        }
    }

    /** What the database says. */
    Map<TopicPartition, Position> read() throws SQLException;

    /** The database says these from now on, whatever it said before. Their epochs count for nothing. */
    void begin(Map<TopicPartition, Position> positions) throws SQLException;

    /**
     * Notes these. A position is noted only where the database still says what it said when it was looked at, or more, and is of
     * that epoch: another database in its place does not have what the former one got. It never goes back.
     *
     * @return the partitions that were noted; of the others the database is another one than it was
     */
    Set<TopicPartition> store(Collection<ReadProgress.Claim> claims) throws SQLException;
}
