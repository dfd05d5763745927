package dev.loopline.kit.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.testing.BackgroundThread;
import dev.loopline.kit.testing.NetworkLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class BrokerLeaseIT {

    private static final Duration SESSION = Duration.ofSeconds(6);
    /** Beyond the session: the successor's next look, and a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    @TempDir
    static Path folder;

    private static EmbeddedKafka broker;

    private final AtomicInteger losses = new AtomicInteger();
    private String service;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start(KafkaOptions.in(folder));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void makeTopic(TestInfo test) throws Exception {
        service = test.getTestMethod().orElseThrow().getName();
        try (Admin admin = BrokerAccess.of(broker.clientSettings()).admin(Map.of())) {
            admin.createTopics(List.of(new NewTopic(Topics.lease(service), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @Test
    void passesToTheOneThatWaitsWhenItsHolderStops() throws Exception {
        // Given
        BrokerLease first = lease("first", broker.bootstrapServers());
        first.acquire();
        try (BrokerLease second = lease("second", broker.bootstrapServers())) {
            CompletableFuture<Void> waiting = acquire(second);
            assertThatThrownBy(() -> waiting.get(SESSION.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(second::require).isInstanceOf(NotYetException.class);
            assertThatCode(first::require).doesNotThrowAnyException();

            // When
            first.close();

            // Then
            assertThatThrownBy(first::require).isInstanceOf(NotYetException.class);
            get(waiting);
            assertThatCode(second::require).doesNotThrowAnyException();
            assertThat(losses).hasValue(0);
        }
    }

    @Test
    void isBelievedNoLongerThanTheBrokerBelievesIt() throws Exception {
        try (NetworkLine line = NetworkLine.toBroker(broker.port());
                BrokerLease first = lease("first", "127.0.0.1:" + line.port());
                BrokerLease second = lease("second", broker.bootstrapServers())) {
            // Given
            first.acquire();
            CompletableFuture<Void> waiting = acquire(second);

            // When the holder is cut off
            line.silence(NetworkLine.Way.values());

            // Then it stops before the other begins
            await().atMost(SESSION.plus(SLACK)).until(() -> !mayWrite(first));
            assertThat(waiting).isNotDone();
            get(waiting);
            assertThat(mayWrite(first)).isFalse();

            // And when it is connected again, it learns that it lost the lease
            line.mend();
            await().atMost(SESSION.plus(SLACK)).until(() -> losses.get() == 1);
            assertThat(mayWrite(first)).isFalse();
            assertThat(mayWrite(second)).isTrue();
        }
    }

    @Test
    void comesBackAtOnceToTheOneThatHadItAndWasKilled() throws Exception {
        // Given a holder that says no word any more
        try (NetworkLine line = NetworkLine.toBroker(broker.port())) {
            BrokerLease killed = lease("first", "127.0.0.1:" + line.port());
            killed.acquire();
            line.silence(NetworkLine.Way.values());

            // When
            long began = System.nanoTime();
            try (BrokerLease restarted = lease("first", broker.bootstrapServers())) {
                restarted.acquire();

                // Then
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SESSION);

                // And the other one, should it live, ends
                line.mend();
                await().atMost(SESSION.plus(SLACK)).until(() -> losses.get() == 1);
                assertThat(mayWrite(killed)).isFalse();
                assertThat(mayWrite(restarted)).isTrue();
            }
            killed.close();
        }
    }

    private BrokerLease lease(String holder, String address) {
        Map<String, Object> settings = new HashMap<>(broker.clientSettings());
        settings.put("bootstrap.servers", address);
        return new BrokerLease(BrokerAccess.of(settings), service, holder, SESSION, losses::incrementAndGet);
    }

    private static boolean mayWrite(BrokerLease lease) {
        try {
            lease.require();
            return true;
        } catch (NotYetException e) {
            return false;
        }
    }

    private static CompletableFuture<Void> acquire(BrokerLease lease) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        lease.acquire();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                BackgroundThread::run);
    }

    private static void get(CompletableFuture<Void> waiting)
            throws InterruptedException, ExecutionException, TimeoutException {
        waiting.get(SESSION.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    }
}
