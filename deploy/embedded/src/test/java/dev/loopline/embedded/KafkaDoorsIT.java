package dev.loopline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What another account of the machine, which reaches the ports and reads none of the files, can do with the broker. */
class KafkaDoorsIT {

    private static final Map<String, Object> HASTE = Map.of(
            "request.timeout.ms",
            2000,
            "default.api.timeout.ms",
            2000,
            "max.block.ms",
            2000,
            "delivery.timeout.ms",
            2000);

    @TempDir
    Path folder;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() throws Exception {
        kafka = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("broker")));
        KafkaClients.createTopic(kafka, "private", 1);
        KafkaClients.produce(kafka, "private", "secret");
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void refusesAClientWithoutCredentials() throws Exception {
        // Given
        Map<String, Object> stranger = settings(Map.of("bootstrap.servers", kafka.bootstrapServers()));

        // When, Then
        try (Admin admin = Admin.create(stranger)) {
            assertThatThrownBy(() -> admin.listTopics().names().get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("theirs", 1, (short) 1)))
                            .all()
                            .get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(TimeoutException.class);
        }
        assertThatThrownBy(() -> read(stranger)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> write(stranger)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(KafkaClients.consume(kafka, "private", "owner", 1)).containsExactly("secret");
    }

    @Test
    void refusesAWrongPasswordAndAWrongName() {
        for (String wrong : List.of("loopline\" password=\"guessed", "another\" password=\"" + password())) {
            // Given
            Map<String, String> known = new HashMap<>(kafka.clientSettings());
            known.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + wrong + "\";");
            Map<String, Object> stranger = settings(known);

            // When, Then
            try (Admin admin = Admin.create(stranger)) {
                assertThatThrownBy(() -> admin.listTopics().names().get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(SaslAuthenticationException.class);
            }
            assertThatThrownBy(() -> read(stranger)).isInstanceOf(SaslAuthenticationException.class);
            assertThatThrownBy(() -> write(stranger)).hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void refusesTheClientsPasswordAtTheController() throws Exception {
        // Given
        int port;
        try (Admin admin = Admin.create(settings(kafka.clientSettings()))) {
            port = admin.describeMetadataQuorum().quorumInfo().get(30, TimeUnit.SECONDS).nodes().values().stream()
                    .flatMap(node -> node.endpoints().stream())
                    .findFirst()
                    .orElseThrow()
                    .port();
        }
        Map<String, Object> withPassword = settings(kafka.clientSettings());
        withPassword.remove("bootstrap.servers");
        Map<String, Object> without = settings(Map.of());

        for (Map<String, Object> stranger : List.of(withPassword, without)) {
            stranger.put("bootstrap.controllers", "127.0.0.1:" + port);

            // When
            try (Admin admin = Admin.create(stranger)) {
                assertThatThrownBy(() -> admin.describeCluster().clusterId().get(30, TimeUnit.SECONDS))

                        // Then
                        .isNotNull();
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void takesAFolderOfAnEarlierVersionOverWithItsRecords() throws Exception {
        // Given a broker that asked for nothing
        kafka.close();
        Path broker = folder.resolve("broker");
        Files.delete(broker.resolve("client-password"));
        Files.delete(broker.resolve("client.properties"));
        KafkaOptions former = KafkaOptions.in(broker)
                .withSetting("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        try (EmbeddedKafka open = EmbeddedKafka.start(former)) {
            write(settings(Map.of("bootstrap.servers", open.bootstrapServers())));
        }
        Files.delete(broker.resolve("client-password"));

        Files.setPosixFilePermissions(broker, PosixFilePermissions.fromString("rwxr-xr-x"));

        // When
        kafka = EmbeddedKafka.start(KafkaOptions.in(broker));

        // Then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(broker)))
                .isEqualTo("rwx------");
        assertThat(KafkaClients.consume(kafka, "private", "owner", 2)).containsExactly("secret", "forged");
        assertThatThrownBy(() -> read(settings(Map.of("bootstrap.servers", kafka.bootstrapServers()))))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void keepsThePasswordOverARestart() {
        // Given
        String password = password();
        kafka.close();

        // When
        kafka = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("broker")));

        // Then
        assertThat(password()).isEqualTo(password);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void writesAFileForKafkasOwnProgramsThatItsOwnerAloneCanRead() throws Exception {
        // Given
        Path file = folder.resolve("broker").resolve("client.properties");
        Properties properties = new Properties();

        // When
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }

        // Then
        Map<String, String> written = properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
        assertThat(written).isEqualTo(kafka.clientSettings());
        for (String name : List.of("client.properties", "client-password")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.resolveSibling(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    private String password() {
        return kafka.clientSettings().get("sasl.jaas.config").replaceFirst(".*password=\"([^\"]+)\".*", "$1");
    }

    private static Map<String, Object> settings(Map<String, String> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.putAll(HASTE);
        return settings;
    }

    private static void read(Map<String, Object> stranger) {
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(stranger, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("private", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            consumer.endOffsets(List.of(partition), Duration.ofSeconds(2));
            consumer.poll(Duration.ofSeconds(2));
        }
    }

    private static void write(Map<String, Object> stranger) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(with(stranger, "linger.ms", 0), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("private", "forged")).get(30, TimeUnit.SECONDS);
        }
    }

    private static Map<String, Object> with(Map<String, Object> settings, String name, Object value) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put(name, value);
        return more;
    }
}
