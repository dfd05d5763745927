package dev.loopline.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How an {@link EmbeddedKafka} shall run. Immutable.
 *
 * @param dataFolder where the broker keeps its log; created if absent, kept over restarts
 * @param port port of 127.0.0.1, 0 for any free one
 * @param settings Kafka broker settings that replace the built-in ones, by Kafka's names
 * @param onFault called once when the broker fails for good after its start (a full or broken disk, for example); the
 *     JVM is not halted, as a stand-alone broker would do. It runs on a thread of the broker: return at once, and do not
 *     close the broker from within
 */
public record KafkaOptions(Path dataFolder, int port, Map<String, String> settings, Consumer<Throwable> onFault) {

    public KafkaOptions {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
        settings = Map.copyOf(settings);
    }

    /** Any free port, built-in settings, faults only logged. */
    public static KafkaOptions in(Path dataFolder) {
        return new KafkaOptions(dataFolder, 0, Map.of(), fault -> {});
    }

    /** The same with another port; 0 for any free one. */
    public KafkaOptions withPort(int newPort) {
        return new KafkaOptions(dataFolder, newPort, settings, onFault);
    }

    /** The same with one more broker setting, by Kafka's name. */
    public KafkaOptions withSetting(String name, String value) {
        Map<String, String> more = new HashMap<>(settings);
        more.put(name, value);
        return new KafkaOptions(dataFolder, port, more, onFault);
    }

    /** The same with another listener for faults. */
    public KafkaOptions withFaultListener(Consumer<Throwable> listener) {
        return new KafkaOptions(dataFolder, port, settings, listener);
    }
}
