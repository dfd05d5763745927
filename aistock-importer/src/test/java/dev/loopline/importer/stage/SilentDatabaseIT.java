package dev.loopline.importer.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DistantDatabase;
import dev.loopline.kit.testing.NetworkLine;
import dev.loopline.kit.testing.NetworkLine.Way;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network to the database falls silent: connections stay open, and no answer comes. */
@QuarkusTest
@TestProfile(SilentDatabaseIT.Impatient.class)
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = DistantDatabase.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = AistockSide.class, restrictToAnnotatedClass = true)
class SilentDatabaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String DEAD_LETTERS = Topics.deadLetter("aistock-importer");

    /** A silence of three seconds counts, instead of one of five minutes. */
    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.database-silence-seconds", "3");
        }
    }

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = DistantDatabase.DIRECT_URL)
    String directUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private NetworkLine line;
    private TopicTap tap;

    @BeforeEach
    void open() {
        line = DistantDatabase.line();
        tap = new TopicTap(brokers, EventType.LOOP_IMPORTED.topic(), DEAD_LETTERS);
    }

    @AfterEach
    void close() {
        line.mend();
        tap.close();
    }

    @ParameterizedTest
    @CsvSource({"deaf,TO_SERVER,TO_SERVER", "mute,TO_CLIENT,TO_CLIENT", "cut,TO_SERVER,TO_CLIENT"})
    void waitsForADatabaseThatFallsSilentInTheMiddleOfAnUpsertAndGoesOn(String task, Way one, Way other)
            throws SQLException {
        // Given: a loop whose upsert waits for a lock on the table
        CatalogUpdated event = SampleLoop.of(task, 1).build();
        try (Connection holder = DriverManager.getConnection(directUrl, user, password)) {
            holder.setAutoCommit(false);
            execute(holder, "LOCK TABLE aistock_loop_catalog IN ACCESS EXCLUSIVE MODE");
            tap.publish(event, "catalog-service");
            await().atMost(PATIENCE).until(() -> number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);

            // When
            line.silence(one, other);
            holder.commit();
        }

        // Then: it says what it waits for, and nothing is a dead letter
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        given().get("/api/waiting").then().body("loop", hasItem(new LoopKey(task, 1).toString())));
        line.mend();
        tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
        assertThat(number("SELECT count(*) FROM aistock_loop_catalog WHERE task_run_id = '" + task + "'"))
                .isEqualTo(1);
        assertThat(tap.end(DEAD_LETTERS)).isZero();
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(directUrl, user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
