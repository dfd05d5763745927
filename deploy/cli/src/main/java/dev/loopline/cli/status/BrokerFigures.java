package dev.loopline.cli.status;

import dev.loopline.cli.stack.Service;
import dev.loopline.cli.text.BrokerTexts;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** What the broker knows of Loopline: how far each service has read, and how many dead letters there are. */
public final class BrokerFigures implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;

    private final Admin admin;
    private final BrokerAccess broker;

    /** The broker does not answer. */
    public static final class NoAnswerException extends Exception {

        private static final long serialVersionUID = 1L;

        NoAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public BrokerFigures(BrokerAccess broker) {
        this.broker = broker;
        this.admin = broker.admin(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
    }

    /**
     * Records that a service has not yet committed, by service: where it never committed anything, all that are there. A
     * service none of whose topics exists is missing.
     */
    public Map<String, Long> lag() throws NoAnswerException {
        Set<String> existing = await(admin.listTopics().names());
        List<String> groups = await(admin.listGroups().all()).stream()
                .map(GroupListing::groupId)
                .toList();
        Map<String, Long> lag = new TreeMap<>();
        for (Service service : Service.values()) {
            Set<String> topics =
                    service.topics().stream().filter(existing::contains).collect(Collectors.toSet());
            if (!topics.isEmpty()) {
                Set<TopicPartition> partitions = partitions(topics);
                long records = 0;
                for (String group : groupsOf(service.serviceName(), groups)) {
                    records += lag(group, partitions);
                }
                lag.put(service.serviceName(), records);
            }
        }
        return lag;
    }

    /** A service beside homes has a group for each; before it has one, all records are still to be read. */
    private static List<String> groupsOf(String service, List<String> groups) {
        List<String> ofHomes = groups.stream()
                .filter(group -> group.startsWith(BrokerRights.groupOf(service, "")))
                .toList();
        return ofHomes.isEmpty() ? List.of(service) : ofHomes;
    }

    private long lag(String group, Set<TopicPartition> partitions) throws NoAnswerException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
        long lag = 0;
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            long read = Math.max(first.getOrDefault(partition, 0L), offset == null ? 0 : offset.offset());
            lag += Math.max(0, end.getOrDefault(partition, 0L) - read);
        }
        return lag;
    }

    private Set<TopicPartition> partitions(Set<String> topics) throws NoAnswerException {
        return await(admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
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
        Map<String, Long> counts = new TreeMap<>();
        partitions.forEach((partition, service) ->
                counts.put(service, end.getOrDefault(partition, 0L) - first.getOrDefault(partition, 0L)));
        return counts;
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
            String why = BrokerTrouble.find(e).map(BrokerTexts::text).orElse(String.valueOf(e.getMessage()));
            throw new NoAnswerException(Texts.text("status.broker.trouble", broker, why), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(2));
    }
}
