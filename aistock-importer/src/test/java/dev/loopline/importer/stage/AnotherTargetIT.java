package dev.loopline.importer.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.importer.position.PositionTable;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.TestDatabase;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.position.PositionSeeker;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.kit.topic.TopicIds;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database or the topic is another one than before, while the importer runs. Nothing is published for it, and nothing restarted. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = DatabaseResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = AistockSide.class, restrictToAnnotatedClass = true)
class AnotherTargetIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String TOPIC = EventType.CATALOG_UPDATED.topic();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @jakarta.inject.Inject
    BrokerAccess broker;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Inject
    DataSource database;

    @Inject
    TopicIds topics;

    private TopicTap tap;

    @BeforeEach
    void open() {
        tap = tap();
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void fillsADatabaseThatWasMadeAnew() throws Exception {
        // Given
        imported(SampleLoop.of("emptied", 1).revision(3));
        imported(SampleLoop.of("emptied", 2));
        awaitPositions();

        // When
        execute("DROP SCHEMA rdagent CASCADE", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public");

        // Then
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(loops("emptied")).containsExactly("1|3", "2|1"));
        assertThat(tap.end(Topics.deadLetter("aistock-importer"))).isZero();
        awaitNoLag();
    }

    @Test
    void bringsADatabaseFromAnOlderDumpUpToDate() throws Exception {
        // Given: a dump of what there was before the second loop
        imported(SampleLoop.of("restored", 1));
        awaitPositions();
        execute("CREATE TABLE dump AS SELECT * FROM loopline_position");
        imported(SampleLoop.of("restored", 2));
        awaitPositions();

        // When
        execute(
                "DELETE FROM loopline_position",
                "INSERT INTO loopline_position SELECT * FROM dump",
                "DROP TABLE dump",
                "DELETE FROM aistock_loop_catalog WHERE task_run_id = 'restored' AND loop_id = 2",
                "DELETE FROM loopline_import WHERE task_run_id = 'restored' AND loop_id = 2");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(loops("restored")).containsExactly("1|1", "2|1"));
    }

    @Test
    void takesWhatANewTopicSaysThoughItsNumbersAreLower() throws Exception {
        // Given
        CatalogUpdated same = imported(SampleLoop.of("anew", 1).revision(7));
        CatalogUpdated other = imported(SampleLoop.of("anew", 2).revision(7));
        awaitPositions();
        List<String> before = rows("SELECT xmin FROM aistock_loop_catalog WHERE task_run_id = 'anew' AND loop_id = 1");

        // When: a broker that lost its disk
        tap.close();
        makeAnew();
        tap = tap();
        tap.publish(same, "catalog-service");
        tap.publish(served(SampleLoop.of("anew", 2).revision(2).hypothesis("another")), "catalog-service");

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(loops("anew")).containsExactly("1|7", "2|2"));
        assertThat(other.revision()).isEqualTo(7);
        assertThat(rows("SELECT xmin FROM aistock_loop_catalog WHERE task_run_id = 'anew' AND loop_id = 1"))
                .isEqualTo(before);

        // And in the new topic an older revision is older again
        tap.publish(served(SampleLoop.of("anew", 1).revision(6)), "catalog-service");
        tap.publish(served(SampleLoop.of("anew", 2).revision(1)), "catalog-service");
        imported(SampleLoop.of("anew", 3));
        awaitPositions();
        assertThat(loops("anew")).containsExactly("1|7", "2|2", "3|1");
        awaitNoLag();
    }

    /** A group that was deleted or reset by hand: to the latest loses nothing, to the earliest repeats nothing. */
    @Test
    void readsOnFromWhatTheDatabaseSaysWhateverTheGroupSays() throws Exception {
        // Given
        imported(SampleLoop.of("reset", 1));
        awaitPositions();
        PositionTable full = new PositionTable(database);
        PositionTable empty = new PositionTable(TestDatabase.migrated().source());

        // When, Then
        try (KafkaConsumer<byte[], byte[]> consumer = groupMember()) {
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions(consumer));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer));
            assertThat(positions(consumer, ends, empty)).isEqualTo(begins);
            assertThat(positions(consumer, begins, full)).isEqualTo(ends);
        }
    }

    private Map<TopicPartition, Long> positions(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> committed, PositionTable table) {
        consumer.assign(committed.keySet());
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        consumer.commitSync(offsets);
        PositionSeeker seeker = new PositionSeeker(new ReadProgress(), table, topics);
        seeker.onPartitionsAssigned(consumer, committed.keySet());
        Map<TopicPartition, Long> positions = new HashMap<>();
        committed.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
        return positions;
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(TOPIC).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> groupMember() {
        return broker.consumer(Map.of("group.id", "another-group"));
    }

    private void makeAnew() throws Exception {
        try (Admin admin = broker.admin(Map.of())) {
            int partitions = admin.describeTopics(List.of(TOPIC))
                    .allTopicNames()
                    .get()
                    .get(TOPIC)
                    .partitions()
                    .size();
            admin.deleteTopics(List.of(TOPIC)).all().get();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)
                                            .configs(Map.of("cleanup.policy", "compact"))))
                                    .all()
                                    .get()
                            == null);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(TOPIC))
                                    .allTopicNames()
                                    .get()
                                    .get(TOPIC)
                                    .partitions()
                                    .size()
                            == partitions);
        }
    }

    private TopicTap tap() {
        return new TopicTap(brokers, EventType.LOOP_IMPORTED.topic(), Topics.deadLetter("aistock-importer"));
    }

    private CatalogUpdated imported(SampleLoop loop) throws IOException {
        CatalogUpdated event = served(loop);
        tap.publish(event, "catalog-service");
        tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), event.revision());
        return event;
    }

    /** All that was published is noted in the database. */
    private void awaitPositions() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            long noted = Long.parseLong(rows("SELECT coalesce(sum(next_offset), 0) FROM loopline_position")
                    .get(0));
            assertThat(noted).isEqualTo(tap.end(TOPIC));
        });
    }

    /** What people see of the consumer group. */
    private void awaitNoLag() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            try (Admin admin = broker.admin(Map.of())) {
                long committed = admin
                        .listConsumerGroupOffsets("aistock-importer")
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .values()
                        .stream()
                        .mapToLong(offset -> offset == null ? 0 : offset.offset())
                        .sum();
                assertThat(committed).isEqualTo(tap.end(TOPIC));
            }
        });
    }

    private CatalogUpdated served(SampleLoop loop) throws IOException {
        SampleBundle bundle = SampleBundle.of(loop.key(), "weights");
        Files.write(served.resolve(bundle.bundle().bundleId()), bundle.archive());
        return loop.bundle(bundle.bundle()).build();
    }

    private List<String> loops(String taskRunId) throws SQLException {
        return rows("SELECT loop_id || '|' || loopline_revision FROM aistock_loop_catalog WHERE task_run_id = '"
                + taskRunId + "' ORDER BY 1");
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(result.getString(1));
            }
            return rows;
        }
    }
}
