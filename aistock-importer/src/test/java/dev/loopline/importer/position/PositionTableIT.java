package dev.loopline.importer.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.kit.position.PositionStore.Position;
import dev.loopline.kit.position.ReadProgress;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionTableIT {

    private static final TopicPartition FIRST = new TopicPartition("topic", 0);
    private static final TopicPartition SECOND = new TopicPartition("topic", 1);

    private PositionTable table;

    @BeforeEach
    void open() throws SQLException {
        table = new PositionTable(TestDatabase.migrated().source());
    }

    @Test
    void notesNothingInADatabaseThatHasLessThanBefore() throws SQLException {
        // Given: the first is noted up to 10, the second not at all
        table.begin(Map.of(FIRST, new Position("T", 0)));
        assertThat(table.store(List.of(claim(FIRST, "T", 0, 10)))).containsExactly(FIRST);

        // When: an importer that got both up to 12 into another database
        var noted = table.store(List.of(claim(FIRST, "T", 12, 15), claim(SECOND, "T", 0, 15)));

        // Then
        assertThat(noted).isEmpty();
        assertThat(table.read()).isEqualTo(Map.of(FIRST, new Position("T", 10)));
    }

    @Test
    void neverGoesBackWhereTwoImportersHadThePartition() throws SQLException {
        // Given
        table.begin(Map.of(FIRST, new Position("T", 10)));
        table.store(List.of(claim(FIRST, "T", 10, 20)));

        // When: the former one is late
        var noted = table.store(List.of(claim(FIRST, "T", 10, 12)));

        // Then
        assertThat(noted).containsExactly(FIRST);
        assertThat(table.read()).isEqualTo(Map.of(FIRST, new Position("T", 20)));
    }

    @Test
    void mixesNoOffsetsOfTwoTopics() throws SQLException {
        // Given
        table.begin(Map.of(FIRST, new Position("T", 10)));

        // When, Then
        assertThat(table.store(List.of(claim(FIRST, "U", 0, 13)))).isEmpty();
        table.begin(Map.of(FIRST, new Position("U", 0)));
        assertThat(table.store(List.of(claim(FIRST, "U", 0, 3)))).containsExactly(FIRST);
        assertThat(table.store(List.of(claim(FIRST, "T", 10, 11)))).isEmpty();
        assertThat(table.read()).isEqualTo(Map.of(FIRST, new Position("U", 3)));
    }

    private static ReadProgress.Claim claim(TopicPartition partition, String topicId, long stored, long next) {
        return new ReadProgress.Claim(partition, new Position(topicId, stored), next);
    }
}
