package dev.loopline.importer.position;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.importer.sample.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionTableIT {

    private PositionTable table;

    @BeforeEach
    void open() throws SQLException {
        table = new PositionTable(TestDatabase.migrated().source(), "topic");
    }

    @Test
    void notesNothingInADatabaseThatHasLessThanBefore() throws SQLException {
        // Given: 0 is noted up to 10, 1 not at all
        assertThat(table.store(List.of(claim(0, "T", 0, 10)))).containsExactly(0);

        // When: an importer that got both up to 12 into another database
        var noted = table.store(List.of(claim(0, "T", 12, 15), claim(1, "T", 12, 15)));

        // Then
        assertThat(noted).isEmpty();
        assertThat(table.read()).isEqualTo(Map.of(0, new PositionTable.Position("T", 10)));
    }

    @Test
    void neverGoesBackWhereTwoImportersHadThePartition() throws SQLException {
        // Given
        table.store(List.of(claim(0, "T", 0, 10)));
        table.store(List.of(claim(0, "T", 10, 20)));

        // When: the former one is late
        var noted = table.store(List.of(claim(0, "T", 10, 12)));

        // Then
        assertThat(noted).containsExactly(0);
        assertThat(table.read()).isEqualTo(Map.of(0, new PositionTable.Position("T", 20)));
    }

    @Test
    void mixesNoOffsetsOfTwoTopics() throws SQLException {
        // Given
        table.store(List.of(claim(0, "T", 0, 10)));

        // When, Then
        assertThat(table.store(List.of(claim(0, "U", 0, 3)))).isEmpty();
        table.forget(List.of(0));
        assertThat(table.store(List.of(claim(0, "U", 0, 3)))).containsExactly(0);
        assertThat(table.store(List.of(claim(0, "T", 10, 11)))).isEmpty();
        assertThat(table.read()).isEqualTo(Map.of(0, new PositionTable.Position("U", 3)));
    }

    private static ReadProgress.Claim claim(int partition, String topicId, long stored, long next) {
        return new ReadProgress.Claim(partition, topicId, stored, next);
    }
}
