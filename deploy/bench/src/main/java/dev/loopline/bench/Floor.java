package dev.loopline.bench;

import dev.loopline.kit.broker.BrokerAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The least that the way of a loop can cost: a record that passes through five topics, each hop a bare client that reads
 * and writes it on with acknowledgement, and one committed row at the end. No decoding, no files, no work. On the same
 * broker and database as what it is compared with, with records of the same size.
 */
final class Floor {

    static final int HOPS = 5;

    private final BrokerAccess broker;
    private final int recordBytes;

    Floor(BrokerAccess broker, int recordBytes) {
        this.broker = broker;
        this.recordBytes = recordBytes;
    }

    /** Sends {@code count} records one after the other and measures each from its send to its commit. */
    Distribution measure(int count, String jdbcUrl, String user, String password)
            throws SQLException, InterruptedException {
        List<String> topics =
                IntStream.range(0, HOPS).mapToObj(hop -> "bench.floor-" + hop).toList();
        create(topics);
        try (Connection database = DriverManager.getConnection(jdbcUrl, user, password);
                Chain chain = new Chain(topics)) {
            try (Statement statement = database.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE floor (n integer PRIMARY KEY, body bytea)");
            }
            return measure(count, chain, database);
        } finally {
            delete(topics);
        }
    }

    private Distribution measure(int count, Chain chain, Connection database)
            throws SQLException, InterruptedException {
        Distribution distribution = new Distribution();
        int warmUp = Math.max(20, count / 5);
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO floor VALUES (?, ?)")) {
            for (int n = 0; n < warmUp + count; n++) {
                long start = System.nanoTime();
                byte[] body = chain.pass(new byte[recordBytes]);
                insert.setInt(1, n);
                insert.setBytes(2, body);
                insert.executeUpdate();
                if (n >= warmUp) {
                    distribution.add(Duration.ofNanos(System.nanoTime() - start));
                }
            }
        }
        return distribution;
    }

    private void create(List<String> topics) {
        try (Admin admin = broker.admin(Map.of())) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private void delete(List<String> topics) {
        try (Admin admin = broker.admin(Map.of())) {
            admin.deleteTopics(topics)
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    /** One thread per hop, and a queue at the end. */
    private final class Chain implements AutoCloseable {

        private static final int PATIENCE_SECONDS = 30;

        private final KafkaProducer<byte[], byte[]> producer = producer();
        private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
        private final String first;

        Chain(List<String> topics) {
            this.first = topics.get(0);
            for (int hop = 0; hop < topics.size(); hop++) {
                KafkaConsumer<byte[], byte[]> consumer = consumer(topics.get(hop));
                consumers.add(consumer);
                Sink sink = hop + 1 < topics.size() ? forward(topics.get(hop + 1)) : arrived::add;
                Thread thread = new Thread(() -> pump(consumer, sink), "floor-" + hop);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        byte[] pass(byte[] body) throws InterruptedException {
            producer.send(new ProducerRecord<>(first, body));
            byte[] end = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (end == null) {
                throw new IllegalStateException("the broker did not pass a record on for " + PATIENCE_SECONDS + " s");
            }
            return end;
        }

        private Sink forward(String topic) {
            return body -> producer.send(new ProducerRecord<>(topic, body));
        }

        private static void pump(KafkaConsumer<byte[], byte[]> consumer, Sink sink) {
            try (consumer) {
                while (true) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                        sink.take(record.value());
                    }
                }
            } catch (WakeupException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            consumers.forEach(KafkaConsumer::wakeup);
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            producer.close();
        }
    }

    private interface Sink {
        void take(byte[] body);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return broker.producer(Map.of("acks", "all", "linger.ms", 0));
    }

    private KafkaConsumer<byte[], byte[]> consumer(String topic) {
        KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of());
        List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
        return consumer;
    }
}
