package dev.loopline.backfill.stage;

import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.BrokerTrouble;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.startup.StartupGate;
import dev.loopline.kit.startup.StartupRefusedException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lets the consumer group of this home go on from where the group of the service was, in builds that knew one home only. Else the
 * first start would backfill every loop once more, also those whose folders were cleared away since.
 */
@Singleton
class GroupSuccession {

    private static final Logger LOG = Logger.getLogger(GroupSuccession.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** After the topics are there, and before the channels connect. */
    private static final int BEFORE_CHANNELS = 600;

    private final BrokerAccess broker;
    private final String former;
    private final String group;

    GroupSuccession(
            BrokerAccess broker,
            HomeIdentity home,
            @ConfigProperty(name = "quarkus.application.name") String serviceName) {
        this.broker = broker;
        this.former = serviceName;
        this.group = BrokerRights.groupOf(serviceName, home.id());
    }

    void onStart(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        StartupGate.require(this::succeed);
    }

    private void succeed() {
        try (Admin admin = broker.admin(Map.of())) {
            if (!positions(admin, group).isEmpty()) {
                return;
            }
            Map<TopicPartition, OffsetAndMetadata> inherited = positions(admin, former);
            if (!inherited.isEmpty()) {
                answer(admin.alterConsumerGroupOffsets(group, inherited).all());
                LOG.infof(
                        "The group of this home goes on from where the former one was. group=%s former=%s",
                        group, former);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new StartupRefusedException(
                    "how far the loops were read is not told by the broker at " + broker + ": "
                            + BrokerTrouble.find(e).map(BrokerTrouble::sentence).orElse(String.valueOf(e.getMessage())),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupRefusedException("interrupted while waiting for the broker", e);
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> positions(Admin admin, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
