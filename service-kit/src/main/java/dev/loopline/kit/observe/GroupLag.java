package dev.loopline.kit.observe;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.home.HomeIdentity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far the consumer group of this service is behind, for each partition of its topics, and whether the broker answers. The
 * broker is asked, not the consumer: a consumer that hangs would tell what was. Partitions of which the group committed nothing count
 * from their first record.
 */
@Singleton
public class GroupLag {

    private static final Pattern TOPICS = Pattern.compile("mp\\.messaging\\.incoming\\.[^.]+\\.topics?");
    private static final int TIMEOUT_SECONDS = 10;

    private final Config config;
    private final BrokerAccess broker;
    private final Vitals vitals;
    private final MultiGauge lag;
    /** The group of a service beside a home. */
    private final Instance<Map<String, Object>> homes;

    private @Nullable Admin admin;

    GroupLag(
            Config config,
            BrokerAccess broker,
            Vitals vitals,
            MeterRegistry metrics,
            @Identifier(HomeIdentity.GROUP) Instance<Map<String, Object>> homes) {
        this.config = config;
        this.homes = homes;
        this.broker = broker;
        this.vitals = vitals;
        this.lag = MultiGauge.builder("loopline.consumer.group.lag")
                .description("records of a partition that the consumer group has not finished")
                .baseUnit("records")
                .register(metrics);
    }

    void onStart(@Observes StartupEvent event) {
        vitals.watch("broker", this::look);
    }

    private void look() throws Exception {
        try {
            String group = homes.isResolvable()
                    ? String.valueOf(homes.get().get(ConsumerConfig.GROUP_ID_CONFIG))
                    : config.getValue("quarkus.application.name", String.class);
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            lags(admin(), group)
                    .forEach((at, records) -> rows.add(MultiGauge.Row.of(
                            Tags.of(
                                    "group", group,
                                    "topic", at.topic(),
                                    "partition", Integer.toString(at.partition())),
                            records)));
            lag.register(rows, true);
        } catch (Exception e) {
            lag.register(List.of(), true); // What was true before is no answer.
            throw e;
        }
    }

    private Map<TopicPartition, Long> lags(Admin client, String group) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed =
                answer(client.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        List<TopicPartition> partitions = partitions(client);
        List<TopicPartition> unread =
                partitions.stream().filter(at -> committed.get(at) == null).toList();
        Map<TopicPartition, Long> ends = offsets(client, partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> begins = offsets(client, unread, OffsetSpec.earliest());
        Map<TopicPartition, Long> lags = new HashMap<>();
        ends.forEach((at, end) -> {
            OffsetAndMetadata position = committed.get(at);
            long from = position == null ? begins.getOrDefault(at, end) : position.offset();
            lags.put(at, Math.max(0, end - from));
        });
        return lags;
    }

    private static Map<TopicPartition, Long> offsets(Admin client, List<TopicPartition> partitions, OffsetSpec which)
            throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(at -> wanted.put(at, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answer(client.listOffsets(wanted).all()).forEach((at, info) -> offsets.put(at, info.offset()));
        return offsets;
    }

    private List<TopicPartition> partitions(Admin client) throws Exception {
        List<TopicPartition> partitions = new ArrayList<>();
        for (var topic : client.describeTopics(topics()).topicNameValues().entrySet()) {
            try {
                answer(topic.getValue())
                        .partitions()
                        .forEach(info -> partitions.add(new TopicPartition(topic.getKey(), info.partition())));
            } catch (UnknownTopicOrPartitionException e) {
                // The topic is gone; others say so, and the broker answers.
            }
        }
        return partitions;
    }

    private TreeSet<String> topics() {
        TreeSet<String> topics = new TreeSet<>();
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> TOPICS.matcher(name).matches())
                .forEach(name -> topics.addAll(
                        List.of(config.getValue(name, String.class).split(","))));
        return topics;
    }

    private static <T> T answer(KafkaFuture<T> future) throws Exception {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception reason ? reason : e;
        }
    }

    private synchronized Admin admin() {
        Admin known = admin;
        if (known == null) {
            known = broker.admin(Map.of());
            admin = known;
        }
        return known;
    }

    synchronized void onStop(@Observes ShutdownEvent event) {
        if (admin != null) {
            admin.close(java.time.Duration.ZERO);
        }
    }
}
