package dev.loopline.acceptance;

import dev.loopline.contracts.access.BrokerRight.Operation;
import dev.loopline.contracts.access.BrokerRight.Resource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * Kafka's own authorizer, which also notes who did what and who was refused what, in this JVM. What a client merely asks about,
 * such as which operations it might do, is not noted. Public because Kafka makes it by its name.
 */
public final class RecordingAuthorizer extends StandardAuthorizer {

    private static final Map<String, Set<String>> DONE = new ConcurrentHashMap<>();
    private static final Map<String, Set<String>> REFUSED = new ConcurrentHashMap<>();

    /** What a user did, each as {@code OPERATION on topic name}. */
    static Set<String> done(String user) {
        return new TreeSet<>(DONE.getOrDefault(user, Set.of()));
    }

    /** What a user tried and was refused. */
    static Set<String> refused(String user) {
        return new TreeSet<>(REFUSED.getOrDefault(user, Set.of()));
    }

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        String user = context.principal().getName();
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            boolean isAllowed = results.get(i) == AuthorizationResult.ALLOWED;
            if (isAllowed ? action.logIfAllowed() : action.logIfDenied()) {
                note(isAllowed ? DONE : REFUSED, user, action);
            }
        }
        return results;
    }

    private static void note(Map<String, Set<String>> into, String user, Action action) {
        String kind = action.resourcePattern().resourceType().name();
        boolean isOurs =
                Arrays.stream(Resource.values()).anyMatch(known -> known.name().equals(kind));
        boolean isKnown = Arrays.stream(Operation.values())
                .anyMatch(known -> known.name().equals(action.operation().name()));
        if (isOurs || !isKnown || into == REFUSED) {
            into.computeIfAbsent(user, unused -> new ConcurrentSkipListSet<>())
                    .add(action.operation() + " on " + kind.toLowerCase(Locale.ROOT) + " "
                            + action.resourcePattern().name());
        }
    }
}
