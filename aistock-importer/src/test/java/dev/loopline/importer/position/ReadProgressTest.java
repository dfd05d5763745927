package dev.loopline.importer.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadProgressTest {

    private static final int PARTITION = 3;

    private final ReadProgress progress = new ReadProgress();

    @Test
    void claimsNothingBeyondARecordThatIsNotDealtWith() {
        // Given
        progress.begin(PARTITION, "T", 5, 5);
        ReadProgress.Reading first = progress.received(PARTITION, 5);
        ReadProgress.Reading second = progress.received(PARTITION, 8);

        // When
        progress.done(second, 8);

        // Then
        assertThat(progress.claims()).isEmpty();
        progress.done(first, 5);
        assertThat(progress.claims()).containsExactly(new ReadProgress.Claim(PARTITION, "T", 5, 9));
    }

    @Test
    void claimsNothingTwice() {
        // Given
        progress.begin(PARTITION, "T", 0, 0);
        progress.done(progress.received(PARTITION, 0), 0);

        // When
        progress.claims().forEach(progress::stored);

        // Then
        assertThat(progress.claims()).isEmpty();
    }

    /** Records that were fetched before the turn come after it: they were imported, but say nothing of what lies before them. */
    @Test
    void countsNothingThatWasFetchedBeforeAPartitionIsReadAgain() {
        // Given
        progress.begin(PARTITION, "T", 7, 7);
        ReadProgress.Reading onItsWay = progress.received(PARTITION, 7);

        // When
        progress.beginAgain(PARTITION, "U", 0, 0, 10);
        ReadProgress.Reading fetched = progress.received(PARTITION, 9);

        // Then
        assertThat(progress.topicId(PARTITION, 7)).isEqualTo("T");
        assertThat(progress.topicId(PARTITION, 9)).isEqualTo("T");
        progress.done(onItsWay, 7);
        progress.done(fetched, 9);
        assertThat(progress.claims()).isEmpty();

        // And what comes after the turn counts
        ReadProgress.Reading again = progress.received(PARTITION, 0);
        assertThat(progress.topicId(PARTITION, 0)).isEqualTo("U");
        progress.done(again, 0);
        assertThat(progress.claims()).containsExactly(new ReadProgress.Claim(PARTITION, "U", 0, 1));
    }

    @Test
    void countsFromTheBeginWhereNothingWasFetched() {
        // Given
        progress.begin(PARTITION, "T", 7, 7);

        // When
        progress.beginAgain(PARTITION, "T", 2, 2, 7);
        progress.done(progress.received(PARTITION, 2), 2);

        // Then
        assertThat(progress.claims()).containsExactly(new ReadProgress.Claim(PARTITION, "T", 2, 3));
    }

    @Test
    void findsADatabaseThatHasLessAndATopicThatIsAnother() {
        // Given
        progress.begin(PARTITION, "T", 7, 7);
        progress.begin(4, "T", 0, 0);

        // When, Then
        assertThat(progress.lost(Map.of(PARTITION, new PositionTable.Position("T", 7)), "T"))
                .isEmpty();
        assertThat(progress.lost(Map.of(PARTITION, new PositionTable.Position("T", 9)), "T"))
                .isEmpty();
        assertThat(progress.lost(Map.of(PARTITION, new PositionTable.Position("T", 6)), "T"))
                .containsExactly(PARTITION);
        assertThat(progress.lost(Map.of(), "T")).containsExactly(PARTITION);
        assertThat(progress.lost(Map.of(PARTITION, new PositionTable.Position("T", 7)), "U"))
                .containsExactlyInAnyOrder(PARTITION, 4);
    }
}
