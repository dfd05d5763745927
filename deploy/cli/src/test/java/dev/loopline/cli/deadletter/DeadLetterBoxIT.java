package dev.loopline.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.stack.Service;
import dev.loopline.cli.status.BrokerFigures;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.deadletter.DeadLetter;
import dev.loopline.kit.deadletter.DeadLetterBox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterBoxIT {

    private static final String SOURCE = "rdagent.workspace-registered";
    private static final String LETTERS = Topics.deadLetter("backfill-service");

    @TempDir
    Path folder;

    @Test
    void sendsBackTheOriginalUnlessANewerOneIsThere() throws Exception {
        // Given two records that failed, of which one has a successor
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder));
                Admin admin = BrokerAccess.of(kafka.clientSettings()).admin(Map.of());
                KafkaProducer<String, String> producer = producer(kafka)) {
            admin.createTopics(List.of(new NewTopic(SOURCE, 2, (short) 1), new NewTopic(LETTERS, 1, (short) 1)))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>(SOURCE, 1, "t/0", "first")).get();
            producer.send(new ProducerRecord<>(SOURCE, 1, "t/1", "second")).get();
            producer.send(new ProducerRecord<>(SOURCE, 1, "t/0", "newer")).get();
            producer.send(new ProducerRecord<>(SOURCE, 0, "t/2", "where nothing was committed yet"))
                    .get();
            producer.send(letter("t/0", "first", 0)).get();
            producer.send(letter("t/1", "second", 1)).get();
            admin.alterConsumerGroupOffsets(
                            "backfill-service", Map.of(new TopicPartition(SOURCE, 1), new OffsetAndMetadata(1)))
                    .all()
                    .get();

            try (DeadLetterBox box = new DeadLetterBox(BrokerAccess.of(kafka.clientSettings()));
                    BrokerFigures figures = new BrokerFigures(BrokerAccess.of(kafka.clientSettings()))) {
                // When
                List<DeadLetter> letters = box.read(Service.names());

                // Then
                assertThat(letters).extracting(DeadLetter::key).containsExactly("t/0", "t/1");
                assertThat(letters.get(0).reason()).isEqualTo("BAD");
                assertThat(figures.deadLetters()).containsExactly(Map.entry("backfill-service", 2L));
                assertThat(figures.lag())
                        .containsOnly(Map.entry("backfill-service", 3L), Map.entry("workspace-watcher", 2L));
                assertThat(box.retry(letters.get(0))).isEqualTo(DeadLetterBox.Retry.SUPERSEDED);
                assertThat(box.retry(letters.get(1))).isEqualTo(DeadLetterBox.Retry.SENT);
                assertThat(figures.lag()).containsEntry("backfill-service", 4L);

                // And one is found by its place, and the newest are the last
                assertThat(box.find("backfill-service", 0, 1))
                        .map(DeadLetter::key)
                        .contains("t/1");
                assertThat(box.find("backfill-service", 0, 7)).isEmpty();
                List<String> newest = new ArrayList<>();
                box.newest("backfill-service", 1, letter -> newest.add(letter.key()));
                assertThat(newest).containsExactly("t/1");

                // And what was too large for a copy cannot be sent
                ProducerRecord<String, String> incomplete = letter("t/3", null, 2);
                header(incomplete, "loopline_left_out", "8388000");
                producer.send(incomplete).get();
                assertThat(box.find("backfill-service", 0, 2))
                        .get()
                        .satisfies(last -> assertThat(box.retry(last)).isEqualTo(DeadLetterBox.Retry.NOT_KEPT));

                // And what was sent is the original, without what was added; so a second time it is superseded
                assertThat(box.retry(letters.get(1))).isEqualTo(DeadLetterBox.Retry.SUPERSEDED);
            }
        }
    }

    private static ProducerRecord<String, String> letter(String key, @Nullable String value, long offset) {
        ProducerRecord<String, String> letter = new ProducerRecord<>(LETTERS, key, value);
        header(letter, "ce_id", "x");
        header(letter, "loopline_reason", "BAD");
        header(letter, "loopline_source_topic", SOURCE);
        header(letter, "loopline_source_partition", "1");
        header(letter, "loopline_source_offset", Long.toString(offset));
        return letter;
    }

    private static void header(ProducerRecord<String, String> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static KafkaProducer<String, String> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                new HashMap<>(kafka.clientSettings()), new StringSerializer(), new StringSerializer());
    }
}
