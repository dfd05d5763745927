package dev.loopline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    @TempDir
    Path folder;

    @Test
    void keepsRecordsOffsetsAndClusterIdOverARestart() throws Exception {
        // Given
        String clusterId;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder))) {
            clusterId = kafka.clusterId();
            KafkaClients.createTopic(kafka, "kept", 2);
            KafkaClients.produce(kafka, "kept", "one", "two");
            assertThat(KafkaClients.consume(kafka, "kept", "group", 2)).containsExactlyInAnyOrder("one", "two");
            KafkaClients.produce(kafka, "kept", "three");
        }

        // When
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder))) {

            // Then
            assertThat(kafka.clusterId()).isEqualTo(clusterId);
            assertThat(KafkaClients.consume(kafka, "kept", "group", 1)).containsExactly("three");
            assertThat(KafkaClients.consume(kafka, "kept", "newcomer", 3))
                    .containsExactlyInAnyOrder("one", "two", "three");
        }
    }

    @Test
    void takesARecordOfAlmostEightMebibytes() throws Exception {
        // Given
        String large = "x".repeat(8 * 1024 * 1024 - 1024);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder))) {
            KafkaClients.createTopic(kafka, "large", 1);

            // When
            try (var producer = KafkaClients.producer(kafka, "none")) {
                producer.send(new ProducerRecord<>("large", large)).get(30, TimeUnit.SECONDS);
            }

            // Then
            assertThat(KafkaClients.consume(kafka, "large", "group", 1)).containsExactly(large);
        }
    }

    @Test
    void saysSoWhenThePortIsTakenAndLeavesTheFolderFree() throws Exception {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {

            // When
            assertThatThrownBy(() -> EmbeddedKafka.start(KafkaOptions.in(folder).withPort(other.getLocalPort())))

                    // Then
                    .isInstanceOfSatisfying(
                            EmbeddedServerException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.PORT_IN_USE))
                    .hasMessageContaining(Integer.toString(other.getLocalPort()));
        }
        EmbeddedKafka.start(KafkaOptions.in(folder)).close();
    }

    @Test
    void saysSoWhenAnotherBrokerOwnsTheFolder() {
        // Given
        try (EmbeddedKafka first = EmbeddedKafka.start(KafkaOptions.in(folder))) {

            // When
            assertThatThrownBy(() -> EmbeddedKafka.start(KafkaOptions.in(folder)))

                    // Then
                    .isInstanceOfSatisfying(
                            EmbeddedServerException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_IN_USE))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(first.port()).isPositive();
        }
    }

    @Test
    void saysSoWhenTheFolderCannotBeMade() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("file"), "");

        // When
        assertThatThrownBy(() -> EmbeddedKafka.start(KafkaOptions.in(file.resolve("below"))))

                // Then
                .isInstanceOfSatisfying(
                        EmbeddedServerException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.FOLDER_NOT_WRITABLE));
    }

    @Test
    void saysSoWhenANewerKafkaWroteTheData() throws Exception {
        // Given
        EmbeddedKafka.start(KafkaOptions.in(folder)).close();
        Files.writeString(folder.resolve("format.properties"), "kafka.version=9.0.0\nmetadata.version.level=999\n");

        // When
        assertThatThrownBy(() -> EmbeddedKafka.start(KafkaOptions.in(folder)))

                // Then
                .isInstanceOfSatisfying(
                        EmbeddedServerException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.INCOMPATIBLE_DATA))
                .hasMessageContaining("Kafka 9.0.0");
    }

    @Test
    void saysSoAndLeavesTheFolderFreeWhenTheBrokerDoesNotStart() {
        // Given a setting that Kafka does not take
        KafkaOptions wrong = KafkaOptions.in(folder).withSetting("group.coordinator.threads", "none");

        // When
        assertThatThrownBy(() -> EmbeddedKafka.start(wrong))

                // Then
                .isInstanceOfSatisfying(
                        EmbeddedServerException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.START_FAILED))
                .hasMessageContaining("group.coordinator.threads");
        EmbeddedKafka.start(KafkaOptions.in(folder)).close();
    }

    @Test
    void startsWhenTheLogWasCutShort() throws Exception {
        // Given a partition whose last record is half there, and no note of a clean stop, as after a lost machine
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder))) {
            KafkaClients.createTopic(kafka, "cut", 1);
            KafkaClients.produce(kafka, "cut", "whole", "half");
        }
        Files.delete(folder.resolve("log").resolve(".kafka_cleanshutdown"));
        Path segment = folder.resolve("log").resolve("cut-0").resolve("00000000000000000000.log");
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 3);
        }

        // When
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder))) {

            // Then
            KafkaClients.produce(kafka, "cut", "next");
            assertThat(KafkaClients.consume(kafka, "cut", "group", 2)).containsExactly("whole", "next");
        }
    }

    @Test
    void tellsTheCallerInsteadOfHaltingTheJvm() throws Exception {
        // Given
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder).withFaultListener(told::complete))) {

            // When
            assertThatThrownBy(() -> Exit.halt(1, "all log folders have failed"))
                    .isInstanceOf(RuntimeException.class);

            // Then
            assertThat(told.get(5, TimeUnit.SECONDS)).hasMessageContaining("all log folders have failed");
            assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }
}
