package dev.loopline.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How an {@link EmbeddedKafka} shall run. Immutable.
 *
 * @param dataFolder where the broker keeps its log; created if absent, kept over restarts
 * @param port port of 127.0.0.1, 0 for any free one
 * @param settings Kafka broker settings that replace the built-in ones, by Kafka's names
 * @param users further users and their passwords, beside the one that {@link EmbeddedKafka#clientSettings()} names
 * @param tls what clients are served with instead of plain text; empty for plain text, which never leaves the machine
 * @param onFault called once when the broker fails for good after its start (a full or broken disk, for example); the
 *     JVM is not halted, as a stand-alone broker would do. It runs on a thread of the broker: return at once, and do not
 *     close the broker from within
 */
public record KafkaOptions(
        Path dataFolder,
        int port,
        Map<String, String> settings,
        Map<String, String> users,
        Optional<Tls> tls,
        Consumer<Throwable> onFault) {

    /**
     * The broker's certificate.
     *
     * @param keyStore PKCS12, with one key and the certificates up to the authority
     * @param password of the store and its key
     * @param authority the certificate that clients are to trust, as PEM
     */
    public record Tls(Path keyStore, String password, Path authority) {

        /** Never shows the password. */
        @Override
        public String toString() {
            return "Tls[" + keyStore + "]";
        }
    }

    public KafkaOptions {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
        settings = Map.copyOf(settings);
        users = Map.copyOf(users);
    }

    /** Any free port, built-in settings, faults only logged. */
    public static KafkaOptions in(Path dataFolder) {
        return new KafkaOptions(dataFolder, 0, Map.of(), Map.of(), Optional.empty(), fault -> {});
    }

    /** The same with another port; 0 for any free one. */
    public KafkaOptions withPort(int newPort) {
        return new KafkaOptions(dataFolder, newPort, settings, users, tls, onFault);
    }

    /** The same with one more broker setting, by Kafka's name. */
    public KafkaOptions withSetting(String name, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(name, value);
        return new KafkaOptions(dataFolder, port, more, users, tls, onFault);
    }

    /** The same with one more user. */
    public KafkaOptions withUser(String name, String password) {
        Map<String, String> more = new HashMap<>(users);
        more.put(name, password);
        return new KafkaOptions(dataFolder, port, settings, more, tls, onFault);
    }

    /** The same with TLS, and nothing but TLS, for clients. */
    public KafkaOptions withTls(Tls certificate) {
        return new KafkaOptions(dataFolder, port, settings, users, Optional.of(certificate), onFault);
    }

    /** The same with another listener for faults. */
    public KafkaOptions withFaultListener(Consumer<Throwable> listener) {
        return new KafkaOptions(dataFolder, port, settings, users, tls, listener);
    }

    /** Never shows a password. */
    @Override
    public String toString() {
        return "KafkaOptions[dataFolder=" + dataFolder + ", port=" + port + ", users=" + users.keySet() + ", tls=" + tls
                + "]";
    }
}
