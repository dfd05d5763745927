package dev.loopline.kit.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadProgressTest {

    private static final TopicPartition PARTITION = new TopicPartition("topic", 3);
    private static final TopicPartition OTHER = new TopicPartition("topic", 4);

    private final ReadProgress progress = new ReadProgress();

    @Test
    void claimsNothingBeyondARecordThatIsNotDealtWith() {
        // Given
        progress.begin(PARTITION, at("T", 5), 5);
        ReadProgress.Reading first = progress.received(PARTITION, 5);
        ReadProgress.Reading second = progress.received(PARTITION, 8);

        // When
        progress.done(second, 8);

        // Then
        assertThat(progress.claims()).isEmpty();
        progress.done(first, 5);
        assertThat(progress.claims()).containsExactly(new ReadProgress.Claim(PARTITION, at("T", 5), 9));
    }

    @Test
    void claimsNothingTwice() {
        // Given
        progress.begin(PARTITION, at("T", 0), 0);
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
        progress.begin(PARTITION, at("T", 7), 7);
        ReadProgress.Reading onItsWay = progress.received(PARTITION, 7);

        // When
        progress.beginAgain(PARTITION, at("U", 0), 0, 10);
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
        assertThat(progress.claims()).containsExactly(new ReadProgress.Claim(PARTITION, at("U", 0), 1));
    }

    @Test
    void countsNothingThatWasFetchedBeforeTheFirstOfTwoTurns() {
        // Given
        progress.begin(PARTITION, at("T", 7), 7);
        progress.beginAgain(PARTITION, at("T", 2), 2, 10);

        // When: the consumer stands at 2, and has fetched nothing since
        progress.beginAgain(PARTITION, at("T", 2), 2, 2);
        progress.done(progress.received(PARTITION, 9), 9);

        // Then
        assertThat(progress.claims()).isEmpty();
        progress.done(progress.received(PARTITION, 2), 2);
        assertThat(progress.claims()).containsExactly(new ReadProgress.Claim(PARTITION, at("T", 2), 3));
    }

    @Test
    void countsFromTheBeginWhereNothingWasFetched() {
        // Given
        progress.begin(PARTITION, at("T", 7), 7);

        // When
        progress.beginAgain(PARTITION, at("T", 2), 2, 7);
        progress.done(progress.received(PARTITION, 2), 2);

        // Then
        assertThat(progress.claims()).containsExactly(new ReadProgress.Claim(PARTITION, at("T", 2), 3));
    }

    @Test
    void findsADatabaseThatHasLessAndATopicThatIsAnother() {
        // Given
        progress.begin(PARTITION, at("T", 7), 7);
        progress.begin(OTHER, at("T", 0), 0);

        // When, Then: nothing at all is noted of the other partition
        assertThat(progress.lost(Map.of(PARTITION, at("T", 7), OTHER, at("T", 0)), Map.of("topic", "T")))
                .isEmpty();
        assertThat(progress.lost(Map.of(PARTITION, at("T", 9), OTHER, at("T", 0)), Map.of("topic", "T")))
                .isEmpty();
        assertThat(progress.lost(Map.of(PARTITION, at("T", 6), OTHER, at("T", 0)), Map.of("topic", "T")))
                .containsExactly(PARTITION);
        assertThat(progress.lost(Map.of(), Map.of("topic", "T"))).containsExactlyInAnyOrder(PARTITION, OTHER);
        assertThat(progress.lost(Map.of(PARTITION, at("T", 7), OTHER, at("T", 0)), Map.of("topic", "U")))
                .containsExactlyInAnyOrder(PARTITION, OTHER);
        assertThat(progress.lost(Map.of(), Map.of())).isEmpty();
    }

    /** It may say the same and lack the effects of what was dealt with since. */
    @Test
    void findsAnotherDatabaseInItsPlace() {
        progress.begin(PARTITION, new PositionStore.Position("T", 7, 1), 7);

        assertThat(progress.lost(Map.of(PARTITION, new PositionStore.Position("T", 9, 2)), Map.of("topic", "T")))
                .containsExactly(PARTITION);
    }

    private static PositionStore.Position at(String topicId, long next) {
        return new PositionStore.Position(topicId, next);
    }
}
