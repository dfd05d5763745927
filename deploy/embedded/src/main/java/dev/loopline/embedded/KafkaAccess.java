package dev.loopline.embedded;

import dev.loopline.contracts.file.PrivateFile;
import dev.loopline.contracts.file.PrivateFolder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Who may use the broker: the user {@value #USER} by a password that is made once, random, and kept in the data folder, where its
 * owner alone can read it. SCRAM proves it both ways and never sends it, so a program that takes the port while the broker is
 * down learns nothing. Immutable; the text form leaves the password out.
 */
public final class KafkaAccess {

    static final String USER = "loopline";
    static final String MECHANISM = "SCRAM-SHA-512";

    private static final String PASSWORD_FILE = "client-password";
    private static final String CLIENT_FILE = "client.properties";

    private final Path folder;
    private final String password;

    private final Optional<Path> authority;

    private KafkaAccess(Path folder, String password, Optional<Path> authority) {
        this.folder = folder;
        this.password = password;
        this.authority = authority;
    }

    /** The same over TLS. @param trusted the certificate of the authority that signed the broker's, as PEM */
    KafkaAccess overTls(Path trusted) {
        return new KafkaAccess(folder, password, Optional.of(trusted));
    }

    /** Reads the password of a broker's data folder, or makes it. */
    public static KafkaAccess of(Path dataFolder) throws IOException {
        Path file = dataFolder.resolve(PASSWORD_FILE);
        try {
            return new KafkaAccess(dataFolder, Files.readString(file).strip(), Optional.empty());
        } catch (NoSuchFileException e) {
            PrivateFolder.make(dataFolder);
            String made = RandomPassword.make();
            PrivateFile.write(file, made + "\n");
            return new KafkaAccess(dataFolder, made, Optional.empty());
        }
    }

    /** What a Kafka client needs, by Kafka's names. */
    public Map<String, String> clientSettings(String bootstrapServers) {
        return clientSettings(bootstrapServers, USER, password);
    }

    Map<String, String> clientSettings(String bootstrapServers, String user, String itsPassword) {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("security.protocol", authority.isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT");
        settings.put("sasl.mechanism", MECHANISM);
        settings.put("sasl.jaas.config", jaasConfig(user, itsPassword));
        authority.ifPresent(trusted -> {
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.location", trusted.toString());
        });
        return Map.copyOf(settings);
    }

    String jaasConfig() {
        return jaasConfig(USER, password);
    }

    private static String jaasConfig(String user, String itsPassword) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + itsPassword + "\";";
    }

    /** Writes what Kafka's own programs take as {@code --command-config}, {@code --consumer.config} and so on. */
    void writeClientFile(String bootstrapServers) throws IOException {
        Properties properties = new Properties();
        properties.putAll(new TreeMap<>(clientSettings(bootstrapServers)));
        StringWriter text = new StringWriter();
        properties.store(text, "Written at each start of the broker.");
        PrivateFile.write(folder.resolve(CLIENT_FILE), text.toString());
    }

    @Override
    public String toString() {
        return "KafkaAccess[" + folder + "]";
    }
}
