package dev.loopline.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A program that hosts both servers and works on them until it is killed. It prints {@code ACK n} once record n and row
 * n are acknowledged.
 *
 * <p>Arguments: the data folder, and where PostgreSQL is unpacked.
 */
public final class BothServers {

    static final String TOPIC = "survivors";

    private BothServers() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        CompletableFuture<EmbeddedKafka> broker = CompletableFuture.supplyAsync(() -> startBroker(folder));
        EmbeddedDatabase database = startDatabase(folder, Path.of(arguments[1]));
        EmbeddedKafka kafka = broker.get(60, TimeUnit.SECONDS);
        KafkaClients.createTopic(kafka, TOPIC, 2);
        try (var producer = KafkaClients.producer(kafka, "lz4");
                Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            Sql.run(connection, "CREATE TABLE survivors (id int PRIMARY KEY)");
            for (int n = 0; ; n++) {
                producer.send(new ProducerRecord<>(TOPIC, Integer.toString(n), Integer.toString(n)))
                        .get(30, TimeUnit.SECONDS);
                Sql.run(connection, "INSERT INTO survivors VALUES (" + n + ")");
                System.out.println("ACK " + n);
            }
        }
    }

    static EmbeddedKafka startBroker(Path folder) {
        return EmbeddedKafka.start(KafkaOptions.in(folder.resolve("broker")));
    }

    static EmbeddedDatabase startDatabase(Path folder, Path binaries) {
        return EmbeddedDatabase.start(
                DatabaseOptions.in(folder.resolve("database"), "secret").withBinariesFolder(binaries));
    }
}
