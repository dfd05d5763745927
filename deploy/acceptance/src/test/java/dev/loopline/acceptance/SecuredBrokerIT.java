package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.replay.TopicReplay;
import dev.loopline.cli.stack.BrokerAddress;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.status.BrokerFigures;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.access.BrokerRight;
import dev.loopline.contracts.access.BrokerRight.Operation;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.deadletter.DeadLetter;
import dev.loopline.kit.deadletter.DeadLetterBox;
import dev.loopline.kit.files.FileLook;
import dev.loopline.kit.testing.AccessLists;
import dev.loopline.kit.testing.TestCertificates;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * All of Loopline at a broker that speaks TLS only, where each service is a user of its own with the rights that {@link
 * BrokerRights} lists and no others.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredBrokerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** The user of who runs the commands. */
    private static final String OPERATOR = "operator";

    private static final String TOKEN = "token-of-the-bundlers";

    @TempDir
    static Path folder;

    private static WrittenHome home;
    private static EmbeddedKafka broker;
    private static Admin owner;
    private static LocalStack stack;
    private static final ServiceCalls CALLS = new ServiceCalls();

    @BeforeAll
    static void start() throws Exception {
        home = SampleHome.builder(folder.resolve("home"))
                .seed(21)
                .seedsLayoutLoops(3)
                .registryLoops(3)
                .modelBytes(16 * 1024)
                .write();
        TestCertificates certificates = TestCertificates.in(folder.resolve("certificates"));
        KafkaOptions options = KafkaOptions.in(folder.resolve("broker"))
                .withTls(new KafkaOptions.Tls(
                        certificates.valid("broker"), TestCertificates.PASSWORD, certificates.authority()))
                .withSetting("authorizer.class.name", RecordingAuthorizer.class.getName())
                .withSetting("super.users", "User:loopline;User:broker")
                .withUser(OPERATOR, "secret of " + OPERATOR);
        for (String service : Service.names()) {
            options = options.withUser(service, "secret of " + service);
        }
        broker = EmbeddedKafka.start(options);
        owner = BrokerAccess.of(broker.clientSettings()).admin(Map.of());
        makeTopics();
        Service.names().forEach(service -> AccessLists.grant(owner, service, BrokerRights.of(service)));
        AccessLists.grant(owner, OPERATOR, BrokerRights.of(BrokerRights.COMMANDS));
        stack = LocalStack.start(stackOptions());
    }

    @AfterAll
    static void stop() {
        Stream.of(stack, owner, broker).filter(part -> part != null).forEach(SecuredBrokerIT::close);
    }

    @Test
    @Order(1)
    void carriesEverythingWithTheLeastRights() throws Exception {
        // When
        LoopKey live = finish("live");

        // Then
        Aistock aistock = new Aistock(stack.endpoints());
        await().untilAsserted(() -> assertThat(aistock.count("aistock_loop_catalog"))
                .isEqualTo(home.withResult().size() + 1));
        assertThat(aistock.hasLoop(live)).isTrue();
        assertThat(waiting()).isEmpty();
    }

    @Test
    @Order(2)
    void showsTheWayOfALoopAndSendsDeadLettersBack() throws Exception {
        // Given records that every service refuses, on each topic: behind the first one there is something to look at
        try (KafkaProducer<byte[], byte[]> producer =
                BrokerAccess.of(broker.clientSettings()).producer(Map.of())) {
            for (String topic : Topics.events()) {
                producer.send(new ProducerRecord<>(topic, 0, bytes("poison/1"), bytes("{")))
                        .get();
                producer.send(new ProducerRecord<>(topic, 0, bytes("poison/2"), bytes("{")))
                        .get();
            }
        }
        await().until(() -> letters().stream()
                .map(DeadLetter::sourceTopic)
                .collect(Collectors.toSet())
                .containsAll(Topics.events()));

        // When
        WrittenLoop loop = home.withResult().get(0);
        JsonNode story = CALLS.get(
                stack.endpoints().catalogServiceUrl() + "/api/loops/" + loop.taskRunId() + "/" + loop.loopId());
        for (DeadLetter letter : letters()) {
            CALLS.post(
                    stack.endpoints().aistockImporterUrl() + "/api/v1/rdagent/dead-letters/" + letter.service() + "/0/"
                            + letter.number() + "/retry",
                    "");
        }

        // Then
        assertThat(story.path("stages")).hasSize(5);
        assertThat(story.path("stages"))
                .allSatisfy(stage -> assertThat(stage.path("state").asText()).isEqualTo("passed"));
    }

    @Test
    @Order(3)
    void letsTheCommandsLookAndReplay() throws Exception {
        // Given
        BrokerAccess operators = BrokerAccess.of(broker.clientSettings(OPERATOR));

        // When
        try (BrokerFigures figures = new BrokerFigures(operators)) {
            assertThat(figures.lag()).containsOnlyKeys(Service.names());
            assertThat(figures.deadLetters()).containsOnlyKeys(Service.names());
        }
        for (EventType type : EventType.values()) {
            try (TopicReplay replay = new TopicReplay(operators, type.topic())) {
                replay.send(replay.find(record -> true), sent -> {});
            }
        }
        try (DeadLetterBox box = new DeadLetterBox(operators)) {
            assertThat(box.read(Service.names())).isNotEmpty();
        }

        // Then
        await().untilAsserted(() -> assertThat(waiting()).isEmpty());
        try (BrokerFigures figures = new BrokerFigures(operators)) {
            await().untilAsserted(() -> assertThat(figures.lag().values()).containsOnly(0L));
        }
    }

    @Test
    @Order(4)
    void mendsALostBundleAndLooksUpWhichFilesItMayHandOut() throws Exception {
        // Given
        WrittenLoop loop = home.withResult().get(0);
        Path archive = home.home()
                .root()
                .resolve("production_bundles")
                .resolve(BundleId.of(new LoopKey(loop.taskRunId(), loop.loopId()))
                        .fileName());

        // When
        Files.delete(archive);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.endpoints().backfillServiceUrl() + FileLook.LOOK_PATH))
                                .header("Authorization", "Bearer " + TOKEN)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"workspace\": \"log/no\", \"files\": []}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        await().until(() -> Files.exists(archive));
    }

    /** The list is neither too short nor too long. */
    @Test
    @Order(5)
    void listsWhatTheServicesReallyDo() {
        Map<String, String> users = new HashMap<>();
        Service.names().forEach(service -> users.put(service, service));
        users.put(OPERATOR, BrokerRights.COMMANDS);
        users.forEach((user, holder) -> {
            Set<String> listed = BrokerRights.of(holder).stream()
                    .map(BrokerRight::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> done = RecordingAuthorizer.done(user).stream()
                    .map(SecuredBrokerIT::asListed)
                    .collect(Collectors.toCollection(TreeSet::new));
            done.removeIf(one -> one.startsWith("DESCRIBE on") && isCovered(one, listed));
            assertThat(done).as("what " + user + " does").isEqualTo(listed);
            assertThat(RecordingAuthorizer.refused(user))
                    .as("what " + user + " is refused")
                    .isEmpty();
        });
    }

    /** The group of a home is one of those whose names begin alike. */
    private static String asListed(String done) {
        return done.replaceFirst(" on group (workspace-watcher|backfill-service)(\\..*)?$", " on groups $1*");
    }

    /** Who may read or write may describe. */
    private static boolean isCovered(String described, Set<String> listed) {
        String thing = described.substring("DESCRIBE".length());
        return listed.contains(Operation.READ + thing) || listed.contains(Operation.WRITE + thing);
    }

    @Test
    @Order(6)
    void stopsForOneRightThatIsTakenAwayAndGoesOnWhenItIsGivenBack() throws Exception {
        // Given
        Set<BrokerRight> right = Set.of(BrokerRights.of(Service.BUNDLE_SERVICE.serviceName()).stream()
                .filter(one ->
                        one.operation() == Operation.WRITE && one.name().equals(EventType.BUNDLE_CREATED.topic()))
                .findFirst()
                .orElseThrow());
        long lettersBefore = letters().size();
        AccessLists.revoke(owner, Service.BUNDLE_SERVICE.serviceName(), right);

        // When
        LoopKey key = finish("later");

        // Then
        await().untilAsserted(
                        () -> assertThat(waiting()).anyMatch(reason -> reason.contains("does not grant a right")));
        Aistock aistock = new Aistock(stack.endpoints());
        assertThat(aistock.hasLoop(key)).isFalse();

        // And when
        AccessLists.grant(owner, Service.BUNDLE_SERVICE.serviceName(), right);

        // Then
        await().until(() -> aistock.hasLoop(key));
        assertThat(letters()).hasSize((int) lettersBefore);
    }

    private static LoopKey finish(String taskRun) {
        LiveRun run = LiveRun.start(home.home().root(), Layout.REGISTRY, taskRun, 1);
        run.finish();
        return new LoopKey(taskRun, 1);
    }

    private static StackOptions stackOptions() {
        Map<String, String> operators = new HashMap<>(broker.clientSettings(OPERATOR));
        String address = operators.remove("bootstrap.servers");
        StackOptions.Builder options = StackOptions.builder(
                        Repository.root(), home.home().root(), folder.resolve("data"))
                .kafka(new BrokerAddress(address, operators))
                .freePorts();
        for (Service service : Service.values()) {
            options.environment(
                    service,
                    "KAFKA_SASL_JAAS_CONFIG",
                    broker.clientSettings(service.serviceName()).get("sasl.jaas.config"));
        }
        return options.environment(Service.BACKFILL_SERVICE, "LOOPLINE_HTTP_TOKEN", TOKEN)
                .build();
    }

    private static void makeTopics() throws Exception {
        Stream<NewTopic> events = Topics.events().stream()
                .map(topic -> new NewTopic(topic, 3, (short) 1)
                        .configs(Map.of("cleanup.policy", "compact", "max.message.bytes", "8388608")));
        Stream<NewTopic> ofOnePartition = Stream.concat(
                        Service.names().stream().map(Topics::deadLetter),
                        Stream.of(Topics.lease(Service.CATALOG_SERVICE.serviceName())))
                .map(topic -> new NewTopic(topic, 1, (short) 1));
        owner.createTopics(Stream.concat(events, ofOnePartition).toList()).all().get();
    }

    private static List<DeadLetter> letters() {
        try (DeadLetterBox box = new DeadLetterBox(BrokerAccess.of(broker.clientSettings()))) {
            return box.read(Service.names());
        }
    }

    /** What any service waits for. */
    private static List<String> waiting() throws IOException, InterruptedException {
        List<String> reasons = new ArrayList<>();
        for (String url : stack.endpoints().instances().values()) {
            CALLS.get(url + "/api/waiting")
                    .forEach(one -> reasons.add(one.path("reason").asText()));
        }
        return reasons;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500));
    }
}
