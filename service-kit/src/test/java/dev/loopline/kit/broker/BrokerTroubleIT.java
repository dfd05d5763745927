package dev.loopline.kit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopline.contracts.access.BrokerRight;
import dev.loopline.contracts.access.BrokerRight.Need;
import dev.loopline.contracts.access.BrokerRight.Operation;
import dev.loopline.contracts.access.BrokerRight.Resource;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerTrouble.Kind;
import dev.loopline.kit.testing.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker with TLS, passwords and access lists says to a client that it turns away. */
class BrokerTroubleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final BrokerRight READ = new BrokerRight(Resource.TOPIC, "events", Operation.READ, Need.ALWAYS);
    private static final BrokerRight WRITE = new BrokerRight(Resource.TOPIC, "events", Operation.WRITE, Need.ALWAYS);
    private static final BrokerRight GROUP = new BrokerRight(Resource.GROUP, "readers", Operation.READ, Need.ALWAYS);

    @TempDir
    static Path folder;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.in(folder.resolve("certificates"));
    }

    @Test
    void servesAClientThatTrustsTheAuthorityAndTellsEachRefusalApart() {
        try (EmbeddedKafka broker = start("valid", certificates.valid("valid"))) {
            // Given
            Map<String, String> known = broker.clientSettings();
            Map<String, String> wrongPassword = new HashMap<>(known);
            wrongPassword.computeIfPresent(
                    "sasl.jaas.config", (name, value) -> value.replaceFirst("password=\"", "password=\"x"));
            Map<String, String> withoutAuthority = new HashMap<>(known);
            withoutAuthority.keySet().removeIf(name -> name.startsWith("ssl."));
            Map<String, String> plain = new HashMap<>(known);
            plain.put("security.protocol", "SASL_PLAINTEXT");

            // Then
            assertThat(catchThrowable(() -> ask(known))).isNull();
            assertThat(trouble(wrongPassword)).isEqualTo(Kind.CREDENTIALS);
            assertThat(trouble(withoutAuthority)).isEqualTo(Kind.CERTIFICATE_UNKNOWN);
            assertThat(trouble(plain)).isEqualTo(Kind.SILENT);
        }
    }

    /** No broker starts on a certificate that is over, but one that runs shows it to each client that comes. */
    @Test
    void saysThatTheCertificateExpired() throws Exception {
        // Given
        KeyStore store =
                KeyStore.getInstance(certificates.expired("expired").toFile(), TestCertificates.PASSWORD.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, TestCertificates.PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        try (ServerSocket server =
                tls.getServerSocketFactory().createServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread handshakes = new Thread(() -> shakeHands(server), "expired-broker");
            handshakes.setDaemon(true);
            handshakes.start();

            // Then
            assertThat(trouble(Map.of(
                            "bootstrap.servers",
                            "127.0.0.1:" + server.getLocalPort(),
                            "security.protocol",
                            "SSL",
                            "ssl.truststore.type",
                            "PEM",
                            "ssl.truststore.location",
                            certificates.authority().toString())))
                    .isEqualTo(Kind.CERTIFICATE_EXPIRED);
        }
    }

    private static void shakeHands(ServerSocket server) {
        while (!server.isClosed()) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.startHandshake();
            } catch (IOException e) {
                // what the client thinks of the certificate is asserted there
                continue;
            }
        }
    }

    @Test
    void saysThatTheCertificateIsOfAnotherHost() {
        KafkaOptions options = options("elsewhere", certificates.ofAnotherHost("elsewhere"));
        try (EmbeddedKafka broker = EmbeddedKafka.start(options)) {
            assertThat(trouble(broker.clientSettings())).isEqualTo(Kind.CERTIFICATE_OF_ANOTHER_HOST);
        }
    }

    @Test
    void namesTheRightsThatAreMissingAndNoOthers() throws Exception {
        // Given
        KafkaOptions options = KafkaOptions.in(folder.resolve("rights"))
                .withUser("reader", "secret")
                .withSetting("authorizer.class.name", StandardAuthorizer.class.getName())
                .withSetting("super.users", "User:loopline;User:broker");
        try (EmbeddedKafka broker = EmbeddedKafka.start(options);
                Admin owner = BrokerAccess.of(broker.clientSettings()).admin(Map.of());
                RightsCheck check = new RightsCheck(BrokerAccess.of(broker.clientSettings("reader")), PATIENCE)) {
            owner.createTopics(List.of(new NewTopic("events", 1, (short) 1)))
                    .all()
                    .get();
            List<BrokerRight> wanted = List.of(READ, WRITE, GROUP);

            // Then
            assertThat(check.missing(wanted)).isEqualTo(wanted);
            assertThat(sendAs(broker, "reader")).isEqualTo(Kind.RIGHT_MISSING);

            // And when one after the other is granted
            allow(owner, ResourceType.TOPIC, "events", AclOperation.READ);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(check.missing(wanted)).containsExactly(WRITE, GROUP));
            allow(owner, ResourceType.TOPIC, "events", AclOperation.WRITE);
            allow(owner, ResourceType.GROUP, "readers", AclOperation.READ);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(check.missing(wanted)).isEmpty());
        }
    }

    private static Kind sendAs(EmbeddedKafka broker, String user) {
        try (KafkaProducer<byte[], byte[]> producer =
                BrokerAccess.of(broker.clientSettings(user)).producer(Map.of("enable.idempotence", true))) {
            Throwable refused = catchThrowable(() ->
                    producer.send(new ProducerRecord<>("events", new byte[1])).get());
            return BrokerTrouble.find(refused).orElseThrow().kind();
        }
    }

    private static void allow(Admin owner, ResourceType type, String name, AclOperation operation) throws Exception {
        owner.createAcls(List.of(new AclBinding(
                        new ResourcePattern(type, name, PatternType.LITERAL),
                        new AccessControlEntry("User:reader", "*", operation, AclPermissionType.ALLOW))))
                .all()
                .get();
    }

    private static EmbeddedKafka start(String name, Path keyStore) {
        return EmbeddedKafka.start(options(name, keyStore));
    }

    private static KafkaOptions options(String name, Path keyStore) {
        return KafkaOptions.in(folder.resolve(name))
                .withTls(new KafkaOptions.Tls(keyStore, TestCertificates.PASSWORD, certificates.authority()));
    }

    private static Kind trouble(Map<String, String> settings) {
        Throwable refused = catchThrowable(() -> ask(settings));
        BrokerTrouble trouble = BrokerTrouble.find(refused).orElseThrow(() -> new AssertionError(refused));
        assertThat(trouble.sentence()).doesNotContain("\n", "null");
        return trouble.kind();
    }

    private static void ask(Map<String, String> settings) throws Exception {
        try (RightsCheck check = new RightsCheck(BrokerAccess.of(settings), Duration.ofSeconds(8))) {
            check.missing(List.of());
        }
    }
}
