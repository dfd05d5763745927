package dev.loopline.kit.consume;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.access.BrokerRight;
import dev.loopline.contracts.access.BrokerRight.Operation;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.AccessLists;
import dev.loopline.kit.testing.SecuredBroker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A service at a broker with TLS and access lists, which has just the rights that are written down. */
@QuarkusTest
@TestProfile(LeastRightsIT.AsBackfillService.class)
@QuarkusTestResource(
        value = SecuredBroker.class,
        initArgs = @ResourceArg(name = SecuredBroker.USER, value = LeastRightsIT.SERVICE),
        restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LeastRightsIT {

    static final String SERVICE = "backfill-service";

    private static final EventType IN = EventType.WORKSPACE_REGISTERED;
    private static final EventType OUT = EventType.LOOP_BACKFILLED;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Connections that may fail in a second, of all clients of the service. One that tries without a pause fails hundreds of times. */
    private static final double FEW = 20;

    private static final Duration MEASURED = Duration.ofSeconds(10);

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    private Admin owner;

    /** The stage of these tests as one of the services. */
    public static final class AsBackfillService implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.application.name", SERVICE);
        }
    }

    @BeforeEach
    void connect() {
        owner = SecuredBroker.running().owner();
    }

    @AfterEach
    void giveAllBack() {
        AccessLists.grant(owner, SERVICE, BrokerRights.of(SERVICE));
        owner.close();
    }

    @Test
    @Order(1)
    void publishesOnceItMayWhereNothingWasAllowedBefore() throws Exception {
        // Given a producer that gets not even its id
        AccessLists.revoke(owner, SERVICE, rights(Operation.WRITE, OUT.topic()));
        AccessLists.revoke(owner, SERVICE, rights(Operation.WRITE, Topics.deadLetter(SERVICE)));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThatThrownBy(() -> publish("early")).isInstanceOf(AuthorizationException.class));

        // When
        AccessLists.grant(owner, SERVICE, BrokerRights.of(SERVICE));

        // Then
        await().untilAsserted(() -> publish("later"));
        assertThat(count(OUT.topic())).isEqualTo(1);
    }

    @Test
    @Order(2)
    void worksWithTheLeastRightsOverTls() throws Exception {
        // When
        send("plain");
        publish("out");
        sendGarbage();

        // Then
        await().until(() -> stage.handled().contains("plain/7#1"));
        await().until(() -> count(Topics.deadLetter(SERVICE)) == 1);
        assertThat(owner.describeConsumerGroups(List.of(SERVICE))
                        .all()
                        .get()
                        .get(SERVICE)
                        .members())
                .isNotEmpty()
                .allMatch(member -> member.clientId().startsWith(SERVICE + "-"));
        await().untilAsserted(() -> given().get("/api/waiting").then().body("event", empty()));
    }

    @Test
    @Order(3)
    void namesTheRightsThatAreTakenAway() {
        // When
        AccessLists.revoke(owner, SERVICE, BrokerRights.of(SERVICE));

        // Then
        List<Matcher<? super String>> all = BrokerRights.of(SERVICE).stream()
                .filter(right -> right.need() == BrokerRight.Need.ALWAYS)
                .<Matcher<? super String>>map(right -> containsString(right.toString()))
                .toList();
        await().untilAsserted(() -> given().get("/api/waiting").then().body("reason", hasItem(allOf(all))));
        given().get("/q/health/ready").then().statusCode(200).body(containsString("does not grant a right"));

        // And when they are given back
        AccessLists.grant(owner, SERVICE, BrokerRights.of(SERVICE));
        await().untilAsserted(() -> given().get("/api/waiting").then().body("event", empty()));
    }

    @Test
    @Order(4)
    void losesNothingWhileItMayNotRead() throws Exception {
        for (BrokerRight right : List.of(
                rights(Operation.READ, IN.topic()).iterator().next(),
                rights(Operation.READ, SERVICE).iterator().next())) {
            // Given
            String task = "waits-" + right.resource();
            AccessLists.revoke(owner, SERVICE, Set.of(right));
            await().untilAsserted(() ->
                    given().get("/api/waiting").then().body("reason", hasItem(containsString(right.toString()))));
            long letters = count(Topics.deadLetter(SERVICE));
            send(task);

            // When
            AccessLists.grant(owner, SERVICE, Set.of(right));

            // Then
            await().until(() -> stage.handled().contains(task + "/7#1"));
            assertThat(count(Topics.deadLetter(SERVICE))).isEqualTo(letters);
        }
    }

    @Test
    @Order(5)
    void waitsWithoutHasteForAPasswordThatIsTakenAgain() throws Exception {
        // Given
        send("before");
        await().until(() -> stage.handled().contains("before/7#1"));
        owner.close();

        // When
        SecuredBroker.running().changePassword();
        await().untilAsserted(() -> given().get("/api/waiting")
                .then()
                .body("reason", hasItem(containsString("does not take the credentials"))));
        long letters;
        try (Admin another = SecuredBroker.running().owner()) {
            letters = end(another, Topics.deadLetter(SERVICE));
        }
        send("meanwhile");
        double begun = refusedConnections();
        long start = System.nanoTime();

        // Then
        await().until(() -> Duration.ofNanos(System.nanoTime() - start).compareTo(MEASURED) >= 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat((refusedConnections() - begun) / seconds)
                .as("connections that fail in a second")
                .isLessThan(FEW);
        assertThat(refusedConnections()).isGreaterThan(begun);
        assertThatThrownBy(() -> publish("refused")).isInstanceOf(KafkaException.class);
        assertThat(stage.handled()).doesNotContain("meanwhile/7#1");

        // And when
        SecuredBroker.running().restorePassword();

        // Then
        await().until(() -> stage.handled().contains("meanwhile/7#1"));
        await().untilAsserted(() -> publish("after"));
        owner = SecuredBroker.running().owner();
        assertThat(count(Topics.deadLetter(SERVICE))).isEqualTo(letters);
        await().untilAsserted(() -> given().get("/api/waiting").then().body("event", empty()));
    }

    private static Set<BrokerRight> rights(Operation operation, String name) {
        return BrokerRights.of(SERVICE).stream()
                .filter(right -> right.operation() == operation && right.name().equals(name))
                .collect(Collectors.toSet());
    }

    private void publish(String task) {
        publisher.withdraw(OUT, Tombstone.of(new LoopKey(task, 7), 1));
    }

    private static void send(String task) throws Exception {
        WorkspaceRegistered event = RecordingStage.event(task, 1);
        EventCodec codec = new EventCodec();
        send(codec.encodeKey(event.key()), codec.encode(event), CloudEventHeaders.of(event, "test", Instant.now()));
    }

    private static void sendGarbage() throws Exception {
        send("garbage/1".getBytes(StandardCharsets.UTF_8), new byte[] {'{'}, Map.of(CloudEventHeaders.TYPE, "x"));
    }

    private static void send(byte[] key, byte[] body, Map<String, String> headers) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(IN.topic(), key, body);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<byte[], byte[]> producer =
                SecuredBroker.running().owners().producer(Map.of())) {
            producer.send(record).get();
        }
    }

    private long count(String topic) throws Exception {
        return end(owner, topic);
    }

    private static long end(Admin admin, String topic) throws Exception {
        long count = 0;
        for (int partition = 0; partition < 3; partition++) {
            TopicPartition one = new TopicPartition(topic, partition);
            count += admin.listOffsets(Map.of(one, OffsetSpec.latest()))
                    .partitionResult(one)
                    .get()
                    .offset();
        }
        return count;
    }

    /** As the broker counts them, which runs in this JVM. */
    private static double refusedConnections() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        double sum = 0;
        for (ObjectName name : beans.queryNames(
                new ObjectName("kafka.server:type=socket-server-metrics,listener=CLIENT,networkProcessor=*"), null)) {
            sum += ((Number) beans.getAttribute(name, "failed-authentication-total")).doubleValue();
        }
        return sum;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }
}
