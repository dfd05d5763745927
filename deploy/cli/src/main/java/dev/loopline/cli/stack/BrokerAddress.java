package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.embedded.KafkaAccess;
import dev.loopline.kit.broker.BrokerAccess;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The broker that the services use. Immutable; the text form leaves credentials out.
 *
 * @param bootstrapServers {@code host:port}
 * @param credentials what else a client needs, by Kafka's names; empty if the broker asks for nothing
 */
public record BrokerAddress(String bootstrapServers, Map<String, String> credentials) {

    private static final String ADDRESS = "bootstrap.servers";

    public BrokerAddress {
        credentials = Map.copyOf(credentials);
    }

    /** The embedded broker of a data folder, which need not run yet. */
    static BrokerAddress embedded(DataFolder data, int port) {
        String address = "127.0.0.1:" + port;
        try {
            Map<String, String> credentials =
                    new HashMap<>(KafkaAccess.of(data.broker()).clientSettings(address));
            credentials.remove(ADDRESS);
            return new BrokerAddress(address, credentials);
        } catch (IOException e) {
            throw new StackException(Texts.text("stack.broker.password", data.broker(), e.getMessage()), e);
        }
    }

    /** The user's own broker; its credentials are in the variables by which the services take them. */
    public static BrokerAddress external(String bootstrapServers, Map<String, String> environment) {
        return new BrokerAddress(
                bootstrapServers,
                environment.entrySet().stream()
                        .filter(variable -> Stream.of("KAFKA_SECURITY_", "KAFKA_SASL_", "KAFKA_SSL_", "KAFKA_CLIENT_")
                                .anyMatch(variable.getKey()::startsWith))
                        .collect(Collectors.toMap(variable -> settingOf(variable.getKey()), Map.Entry::getValue)));
    }

    /**
     * The user's own broker, as a file of Java properties describes its clients.
     *
     * @param bootstrapServers {@code host:port}; where it is empty the file has to say it
     * @throws IllegalArgumentException if the file cannot be read, or nobody says where the broker is
     */
    public static BrokerAddress read(Path file, String bootstrapServers) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException(Texts.text("kafka.config.unreadable", file, e.getMessage()), e);
        }
        Map<String, String> settings = properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(
                        name -> name, name -> properties.getProperty(name).strip()));
        String own = settings.remove(ADDRESS);
        String address = own == null || own.isBlank() ? bootstrapServers : own;
        if (address.isBlank()) {
            throw new IllegalArgumentException(Texts.text("kafka.config.no.address", file));
        }
        return new BrokerAddress(address, settings);
    }

    private static String settingOf(String variable) {
        return variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** The variables by which a service takes address and credentials. */
    Map<String, String> environment() {
        return settings().entrySet().stream()
                .collect(Collectors.toMap(
                        setting -> "KAFKA_"
                                + setting.getKey().toUpperCase(Locale.ROOT).replace('.', '_'),
                        Map.Entry::getValue));
    }

    /** The clients of it. */
    public BrokerAccess access() {
        return BrokerAccess.of(settings());
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(credentials);
        settings.put(ADDRESS, bootstrapServers);
        return settings;
    }

    @Override
    public String toString() {
        return bootstrapServers;
    }
}
