package dev.loopline.kit.broker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * An admin client that is kept for as long as a service runs. Kafka's own one, once the broker refused its credentials or
 * certificates, answers every call with that refusal for {@code metadata.max.age.ms}, five minutes, whatever the broker says by
 * then; so it is replaced. Connects when it is asked first. Safe for all threads.
 */
public final class LastingAdmin implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final BrokerAccess broker;
    private final Map<String, Object> further;
    private @Nullable Admin admin;

    /** @param further settings beside address and credentials */
    public LastingAdmin(BrokerAccess broker, Map<String, Object> further) {
        this.broker = broker;
        this.further = Map.copyOf(further);
    }

    /**
     * Asks the broker and waits for the answer.
     *
     * @throws ExecutionException with what the broker or the connection to it refuses
     * @throws TimeoutException if there is no answer for so long
     */
    public <T> T ask(Function<Admin, KafkaFuture<T>> question, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        Admin asked = client();
        try {
            return question.apply(asked).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthenticationException) {
                forget(asked);
            }
            throw e;
        }
    }

    private synchronized Admin client() {
        Admin known = admin;
        if (known == null) {
            known = broker.admin(further);
            admin = known;
        }
        return known;
    }

    private synchronized void forget(Admin refused) {
        if (admin == refused) {
            admin = null;
        }
        refused.close(CLOSING);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(CLOSING);
        }
    }
}
