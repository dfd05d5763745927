package dev.loopline.watcher.outbox;

import java.util.Map;

/**
 * Where the partitions of a topic end.
 *
 * @param topicId the identity that the broker gave the topic; another one after the topic was deleted and made anew
 * @param offsets for each partition the offset of the next record
 */
public record TopicEnds(String topicId, Map<Integer, Long> offsets) {

    public TopicEnds {
        offsets = Map.copyOf(offsets);
    }

    /** Whether the same topic can have grown from here to there. */
    public boolean isBefore(TopicEnds later) {
        return topicId.equals(later.topicId)
                && offsets.entrySet().stream()
                        .allMatch(end -> end.getValue() <= later.offsets.getOrDefault(end.getKey(), 0L));
    }
}
