package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgedOffsetsTest {

    private static final TopicPartition FIRST = new TopicPartition("topic", 0);
    private static final TopicPartition SECOND = new TopicPartition("topic", 1);

    private final AcknowledgedOffsets offsets = new AcknowledgedOffsets();

    private static Map<TopicPartition, OffsetAndMetadata> at(TopicPartition partition, long offset) {
        return Map.of(partition, new OffsetAndMetadata(offset));
    }

    @Test
    void commitsUpToTheFirstRecordThatIsNotAcknowledged() {
        // Given
        List.of(10L, 11L, 14L).forEach(offset -> offsets.received(FIRST, offset));
        offsets.received(SECOND, 3);
        // When
        offsets.acknowledged(FIRST, 14);
        offsets.acknowledged(FIRST, 10);
        // Then
        assertThat(offsets.uncommitted()).isEqualTo(at(FIRST, 11));
        offsets.acknowledged(FIRST, 11);
        assertThat(offsets.uncommitted()).isEqualTo(at(FIRST, 15));
    }

    @Test
    void keepsWhatIsNotCommittedUntilItIs() {
        // Given
        offsets.received(FIRST, 0);
        assertThat(offsets.uncommitted()).isEmpty();
        offsets.acknowledged(FIRST, 0);
        assertThat(offsets.uncommitted()).isEqualTo(at(FIRST, 1)).isEqualTo(offsets.uncommitted());
        // When
        offsets.committed(FIRST, 1);
        // Then
        assertThat(offsets.uncommitted()).isEmpty();
    }

    @Test
    void doesNotGoBackBehindWhatIsCommitted() {
        // Given
        offsets.received(FIRST, 0);
        offsets.acknowledged(FIRST, 0);
        // When
        offsets.committed(FIRST, 7);
        offsets.committed(FIRST, 1);
        // Then
        assertThat(offsets.uncommitted()).isEmpty();
    }

    @Test
    void beginsAnewWithAnAssignment() {
        // Given
        offsets.received(FIRST, 4);
        offsets.received(FIRST, 5);
        offsets.acknowledged(FIRST, 5);
        // When
        offsets.forget(List.of(FIRST));
        offsets.acknowledged(FIRST, 4);
        offsets.committed(FIRST, 5);
        // Then
        assertThat(offsets.uncommitted()).isEmpty();
        offsets.received(FIRST, 4);
        offsets.acknowledged(FIRST, 4);
        assertThat(offsets.uncommitted()).isEqualTo(at(FIRST, 5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverPassesAnOpenRecordInAnyOrder(long seed) {
        Random random = new Random(seed);
        Set<Long> open = new HashSet<>();
        long next = 0;
        for (int step = 0; step < 2_000; step++) {
            if (open.isEmpty() || random.nextInt(5) < 2) {
                next += 1 + random.nextInt(3);
                open.add(next);
                offsets.received(FIRST, next);
            } else {
                long one = new ArrayList<>(open).get(random.nextInt(open.size()));
                open.remove(one);
                offsets.acknowledged(FIRST, one);
            }
            long mayBeCommitted = open.stream().mapToLong(Long::longValue).min().orElse(next + 1);
            offsets.uncommitted()
                    .values()
                    .forEach(offset -> assertThat(offset.offset()).isEqualTo(mayBeCommitted));
            if (random.nextBoolean()) {
                offsets.uncommitted().forEach((partition, offset) -> offsets.committed(partition, offset.offset()));
            }
        }
        open.forEach(offset -> offsets.acknowledged(FIRST, offset));
        offsets.uncommitted().forEach((partition, offset) -> offsets.committed(partition, offset.offset()));
        assertThat(offsets.uncommitted()).isEmpty();
    }

    /** As when another database came under the same address, or the topic was made anew. */
    @Test
    void commitsAgainWhatIsReadAgain() {
        // Given: 0 to 9 are committed, and 10 is on its way
        for (long offset = 0; offset <= 10; offset++) {
            offsets.received(FIRST, offset);
        }
        for (long offset = 0; offset < 10; offset++) {
            offsets.acknowledged(FIRST, offset);
        }
        offsets.committed(FIRST, 10);
        // When
        offsets.received(FIRST, 2);
        offsets.acknowledged(FIRST, 2);
        offsets.acknowledged(FIRST, 10);
        // Then
        assertThat(offsets.uncommitted()).isEqualTo(at(FIRST, 3));
    }
}
