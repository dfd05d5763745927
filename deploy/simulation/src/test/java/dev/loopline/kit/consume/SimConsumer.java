package dev.loopline.kit.consume;

import dev.loopline.simulation.SimBroker;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** A member of a consumer group: what the connector does, in steps. For one thread. */
public class SimConsumer {

    private final SimBroker broker;
    private final String group;
    private final Function<Message<byte[]>, CompletionStage<Void>> receive;
    private final AcknowledgedOffsets offsets = new AcknowledgedOffsets();
    private final Map<TopicPartition, Long> positions = new TreeMap<>(SimBroker.ORDER);

    public SimConsumer(SimBroker broker, String group, Function<Message<byte[]>, CompletionStage<Void>> receive) {
        this.broker = broker;
        this.group = group;
        this.receive = receive;
    }

    /** Reads these partitions and no others from now on, each from where the group has committed. */
    public void assign(Collection<TopicPartition> partitions) {
        offsets.forget(List.copyOf(positions.keySet()));
        positions.clear();
        partitions.forEach(one -> positions.put(one, broker.committed(group, one)));
    }

    public Set<TopicPartition> assignment() {
        return positions.keySet();
    }

    /** The partitions that have records to be taken. */
    public List<TopicPartition> ready() {
        return positions.keySet().stream()
                .filter(one -> broker.next(one, positions.get(one)) != null)
                .toList();
    }

    /** Goes on reading there. */
    public void seek(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    public long position(TopicPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** Takes the next records of a partition. @return how many */
    public int poll(TopicPartition partition, int most) {
        int taken = 0;
        while (taken < most && positions.containsKey(partition)) {
            ConsumerRecord<byte[], byte[]> record = broker.next(partition, positions.get(partition));
            if (record == null) {
                break;
            }
            positions.put(partition, record.offset() + 1);
            offsets.received(partition, record.offset());
            receive.apply(message(partition, record));
            taken++;
        }
        return taken;
    }

    /** Commits what is acknowledged. @return whether there was something */
    public boolean commit() {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>(offsets.uncommitted());
        due.keySet().retainAll(positions.keySet());
        due.forEach((partition, offset) -> {
            broker.commit(group, partition, offset.offset());
            offsets.committed(partition, offset.offset());
        });
        return !due.isEmpty();
    }

    /** Whether records were taken that were never acknowledged. */
    public boolean isBehind() {
        return positions.entrySet().stream().anyMatch(one -> broker.committed(group, one.getKey()) < one.getValue());
    }

    /** Commits these, whatever was acknowledged. */
    public void commitAll(Map<?, ?> due) {
        due.forEach((partition, offset) ->
                broker.commit(group, (TopicPartition) partition, ((OffsetAndMetadata) offset).offset()));
    }

    private Message<byte[]> message(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        return Message.of(record.value(), Metadata.of(new IncomingKafkaRecordMetadata<>(record, "simulation")), () -> {
            offsets.acknowledged(partition, record.offset());
            return CompletableFuture.completedFuture(null);
        });
    }
}
