package dev.loopline.kit.testing;

import dev.loopline.contracts.access.BrokerRight;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Gives users of a broker with access lists their rights, and takes them away. Stateless. */
public final class AccessLists {

    private AccessLists() {}

    public static void grant(Admin owner, String user, Collection<BrokerRight> rights) {
        await(owner.createAcls(
                        rights.stream().map(right -> binding(user, right)).toList())
                .all());
    }

    public static void revoke(Admin owner, String user, Collection<BrokerRight> rights) {
        await(owner.deleteAcls(rights.stream()
                        .map(right -> binding(user, right).toFilter())
                        .toList())
                .all());
    }

    /** Takes all rights of all users away. */
    public static void revokeAll(Admin owner) {
        await(owner.deleteAcls(List.of(AclBindingFilter.ANY)).all());
    }

    private static AclBinding binding(String user, BrokerRight right) {
        return new AclBinding(
                pattern(right),
                new AccessControlEntry(
                        "User:" + user,
                        "*",
                        AclOperation.valueOf(right.operation().name()),
                        AclPermissionType.ALLOW));
    }

    private static ResourcePattern pattern(BrokerRight right) {
        return switch (right.resource()) {
            case TOPIC -> new ResourcePattern(ResourceType.TOPIC, right.name(), PatternType.LITERAL);
            case GROUP -> new ResourcePattern(ResourceType.GROUP, right.name(), PatternType.LITERAL);
            case GROUPS -> new ResourcePattern(ResourceType.GROUP, right.name(), PatternType.PREFIXED);
        };
    }

    private static void await(KafkaFuture<?> answer) {
        try {
            answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
