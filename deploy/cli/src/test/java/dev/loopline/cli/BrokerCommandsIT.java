package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.stack.Service;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask a broker elsewhere, with credentials from a file. */
class BrokerCommandsIT {

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static Path endpoints;

    private final StringWriter out = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("broker")));
        endpoints = Files.writeString(
                folder.resolve("endpoints.json"),
                "{\"kafka_bootstrap_servers\": \"" + kafka.bootstrapServers() + "\"}");
        try (Admin admin = BrokerAccess.of(kafka.clientSettings()).admin(Map.of())) {
            admin.createTopics(List.of(
                            new NewTopic(Topics.deadLetter(Service.BUNDLE_SERVICE.serviceName()), 1, (short) 1),
                            new NewTopic(EventType.LOOP_IMPORTED.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void takeTheSettingsOfKafkasOwnPrograms() {
        // Given
        Path known = folder.resolve("broker").resolve("client.properties");

        // Then
        assertThat(run("dead-letters", "list", known)).as(out.toString()).isZero();
        assertThat(run("replay", "--stage", "loop-imported", known))
                .as(out.toString())
                .isEqualTo(1);
        assertThat(out.toString()).contains("No dead letters.", "0 loops are replayed");
    }

    @Test
    void sayInOneSentenceThatThePasswordIsWrong() throws IOException {
        // Given
        Path wrong = folder.resolve("wrong.properties");
        String properties = Files.readString(folder.resolve("broker").resolve("client.properties"));
        Files.writeString(wrong, properties.replaceFirst("password\\\\=\"|password=\"", "password=\"x"));

        // Then
        for (String[] words :
                new String[][] {{"dead-letters", "list"}, {"replay", "--stage", "loop-imported"}, {"status"}}) {
            out.getBuffer().setLength(0);
            Object[] all = new Object[words.length + 1];
            System.arraycopy(words, 0, all, 0, words.length);
            all[words.length] = wrong;
            assertThat(run(all)).isEqualTo(1);
            assertThat(out.toString().lines().filter(line -> line.contains("sasl.jaas.config")))
                    .as(out.toString())
                    .hasSize(1);
            assertThat(out.toString()).doesNotContain("unforeseen");
        }
    }

    /** @param words of the command; the last one is the file of Kafka's settings */
    private int run(Object... words) {
        String[] line = new String[words.length + 3];
        for (int i = 0; i < words.length - 1; i++) {
            line[i] = words[i].toString();
        }
        line[words.length - 1] = "--endpoints";
        line[words.length] = endpoints.toString();
        line[words.length + 1] = "--kafka-config";
        line[words.length + 2] = words[words.length - 1].toString();
        PrintWriter printer = new PrintWriter(out, true);
        return Main.run(line, printer, printer);
    }
}
