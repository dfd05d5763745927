package dev.loopline.kit.testing;

import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * A broker like one of a company: TLS with an authority of its own, a user for each service, access lists, topics that somebody
 * made. The service under test is the user that the argument {@value #USER} names, with its least rights and no others.
 */
public final class SecuredBroker implements QuarkusTestResourceLifecycleManager {

    public static final String USER = "user";

    private static final String PASSWORD = "of-the-service";
    private static volatile @Nullable SecuredBroker running;

    private String user = "";
    private @Nullable Path folder;
    private @Nullable TestCertificates certificates;
    private @Nullable EmbeddedKafka broker;
    private int port;

    /** The broker of the tests that run. */
    public static SecuredBroker running() {
        return Objects.requireNonNull(running);
    }

    @Override
    public void init(Map<String, String> arguments) {
        user = arguments.getOrDefault(USER, "");
    }

    @Override
    public Map<String, String> start() {
        folder = TestFolders.make("loopline-secured");
        certificates = TestCertificates.in(folder.resolve("certificates"));
        certificates.valid("broker");
        startBroker(PASSWORD);
        port = Objects.requireNonNull(broker).port();
        try (Admin owner = owner()) {
            owner.createTopics(Stream.concat(Topics.events().stream(), Stream.of(Topics.deadLetter(user)))
                            .map(topic -> new NewTopic(topic, 3, (short) 1)
                                    .configs(Map.of(
                                            "cleanup.policy", Topics.isDeadLetter(topic) ? "delete" : "compact")))
                            .toList())
                    .all()
                    .get();
            AccessLists.grant(owner, user, BrokerRights.of(user));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        running = this;
        return broker.clientSettings(user).entrySet().stream()
                .collect(Collectors.toMap(setting -> "kafka." + setting.getKey(), Map.Entry::getValue));
    }

    /** Who may do everything. */
    public Admin owner() {
        return owners().admin(Map.of());
    }

    /** The clients of who may do everything. */
    public BrokerAccess owners() {
        return BrokerAccess.of(Objects.requireNonNull(broker).clientSettings());
    }

    /** Starts the broker again at the same address, with another password for the service. */
    public void changePassword() {
        restart("another");
    }

    /** Starts the broker again at the same address, with the password that the service knows. */
    public void restorePassword() {
        restart(PASSWORD);
    }

    private void restart(String password) {
        Objects.requireNonNull(broker).close();
        startBroker(password);
    }

    private void startBroker(String password) {
        Path root = Objects.requireNonNull(folder);
        Path authority = Objects.requireNonNull(certificates).authority();
        broker = EmbeddedKafka.start(KafkaOptions.in(root.resolve("broker"))
                .withPort(port)
                .withTls(new KafkaOptions.Tls(
                        root.resolve("certificates").resolve("broker.p12"), TestCertificates.PASSWORD, authority))
                .withUser(user, password)
                .withSetting("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .withSetting("super.users", "User:loopline;User:broker"));
    }

    @Override
    public void stop() {
        running = null;
        if (broker != null) {
            broker.close();
        }
        TestFolders.delete(folder);
    }
}
