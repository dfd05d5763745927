package dev.loopline.cli.status;

import dev.loopline.cli.stack.Service;
import dev.loopline.contracts.codec.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** What the broker knows of Loopline: how far each service has read, and how many dead letters there are. */
public final class BrokerFigures implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;

    private final Admin admin;
    private final String bootstrapServers;

    /** The broker does not answer. */
    public static final class NoAnswerException extends Exception {

        private static final long serialVersionUID = 1L;

        NoAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public BrokerFigures(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
    }

    /** Records that a service has not yet committed, by service; a service that never consumed is missing. */
    public Map<String, Long> lag() throws NoAnswerException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new TreeMap<>();
        for (Service service : Service.values()) {
            var offsets =
                    await(admin.listConsumerGroupOffsets(service.serviceName()).partitionsToOffsetAndMetadata());
            Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(offsets);
            known.values().removeIf(offset -> offset == null);
            if (!known.isEmpty()) {
                committed.put(service.serviceName(), known);
            }
        }
        Set<TopicPartition> all =
                committed.values().stream().flatMap(m -> m.keySet().stream()).collect(Collectors.toSet());
        Map<TopicPartition, Long> ends = offsets(all, OffsetSpec.latest());
        Map<String, Long> lag = new TreeMap<>();
        committed.forEach((group, offsets) -> lag.put(
                group,
                offsets.entrySet().stream()
                        .mapToLong(e -> Math.max(
                                0,
                                ends.getOrDefault(e.getKey(), 0L) - e.getValue().offset()))
                        .sum()));
        return lag;
    }

    /** Records in the dead-letter topic of each service that has one. */
    public Map<String, Long> deadLetters() throws NoAnswerException {
        Set<String> existing = await(admin.listTopics().names());
        Map<TopicPartition, String> partitions = Arrays.stream(Service.values())
                .map(Service::serviceName)
                .filter(name -> existing.contains(Topics.deadLetter(name)))
                .collect(Collectors.toMap(name -> new TopicPartition(Topics.deadLetter(name), 0), Function.identity()));
        Map<TopicPartition, Long> first = offsets(partitions.keySet(), OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(partitions.keySet(), OffsetSpec.latest());
        Map<String, Long> letters = new TreeMap<>();
        partitions.forEach((partition, service) ->
                letters.put(service, end.getOrDefault(partition, 0L) - first.getOrDefault(partition, 0L)));
        return letters;
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
            throws NoAnswerException {
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        await(admin.listOffsets(wanted).all()).forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private <T> T await(KafkaFuture<T> answer) throws NoAnswerException {
        try {
            return answer.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new NoAnswerException("The broker at " + bootstrapServers + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
