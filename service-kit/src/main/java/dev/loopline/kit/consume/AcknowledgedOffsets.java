package dev.loopline.kit.consume;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to where the records of each partition are acknowledged. Records may be acknowledged in any order; a committed offset
 * never passes one that is not. Safe for all threads.
 */
final class AcknowledgedOffsets {

    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    private static final class Progress {
        private final TreeSet<Long> unacknowledged = new TreeSet<>();
        private long end;
        private long committed;

        Progress(long first) {
            this.committed = first;
        }

        long next() {
            return unacknowledged.isEmpty() ? end : unacknowledged.first();
        }
    }

    synchronized void received(TopicPartition partition, long offset) {
        Progress progress = partitions.computeIfAbsent(partition, unused -> new Progress(offset));
        if (offset < progress.end) {
            // Read again, or a topic that was made anew: what was committed before counts for nothing.
            progress.end = offset;
            progress.committed = Math.min(progress.committed, offset);
        }
        progress.unacknowledged.add(offset);
        progress.end = Math.max(progress.end, offset + 1);
    }

    /** Of a partition that is not assigned any more, nothing is noted: its next owner reads the record again. */
    synchronized void acknowledged(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.unacknowledged.remove(offset);
        }
    }

    /** For each partition with progress since its last commit, the offset from which its next owner has to read. */
    synchronized Map<TopicPartition, OffsetAndMetadata> uncommitted() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            if (progress.next() > progress.committed) {
                offsets.put(partition, new OffsetAndMetadata(progress.next()));
            }
        });
        return offsets;
    }

    synchronized void committed(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress != null) {
            progress.committed = Math.max(progress.committed, offset);
        }
    }

    synchronized void forget(Collection<TopicPartition> assignedOrRevoked) {
        assignedOrRevoked.forEach(partitions::remove);
    }
}
