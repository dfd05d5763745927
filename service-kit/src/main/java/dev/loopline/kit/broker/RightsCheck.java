package dev.loopline.kit.broker;

import dev.loopline.contracts.access.BrokerRight;
import dev.loopline.contracts.access.BrokerRight.Operation;
import dev.loopline.contracts.access.BrokerRight.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the broker which of some rights it grants, without using them. One connection, kept from one call to the next. For one
 * thread.
 */
public final class RightsCheck implements AutoCloseable {

    private final LastingAdmin admin;
    private final Duration patience;

    /** @param patience how long the broker may take for an answer */
    public RightsCheck(BrokerAccess broker, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        this.patience = patience;
        this.admin = new LastingAdmin(
                broker,
                Map.of(
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        millis,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        millis));
    }

    /**
     * The rights that are not granted, in the order given. One on a topic or group that is not there is not missing, as far as
     * the broker tells; groups whose names begin alike are asked about by a name that is nothing but that beginning.
     *
     * @throws ExecutionException with what the broker or the connection to it refuses, see {@link BrokerTrouble}
     */
    public List<BrokerRight> missing(Collection<BrokerRight> wanted)
            throws ExecutionException, TimeoutException, InterruptedException {
        admin.ask(asked -> asked.describeCluster().clusterId(), patience);
        List<BrokerRight> missing = new ArrayList<>();
        for (BrokerRight right : wanted) {
            boolean isGranted = right.resource() == Resource.TOPIC
                    ? isGranted(right.operation(), asked -> ofTopic(asked, right.name()))
                    : isGranted(right.operation(), asked -> ofGroup(asked, right.name()));
            if (!isGranted) {
                missing.add(right);
            }
        }
        return missing;
    }

    private static KafkaFuture<Set<AclOperation>> ofTopic(Admin asked, String name) {
        return asked.describeTopics(List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .get(name)
                .thenApply(TopicDescription::authorizedOperations);
    }

    private static KafkaFuture<Set<AclOperation>> ofGroup(Admin asked, String name) {
        return asked.describeConsumerGroups(
                        List.of(name), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups()
                .get(name)
                .thenApply(ConsumerGroupDescription::authorizedOperations);
    }

    private boolean isGranted(Operation operation, Function<Admin, KafkaFuture<Set<AclOperation>>> question)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return admin.ask(question, patience).contains(AclOperation.valueOf(operation.name()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupIdNotFoundException) {
                return true;
            }
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
