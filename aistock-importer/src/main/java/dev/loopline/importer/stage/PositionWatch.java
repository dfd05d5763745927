package dev.loopline.importer.stage;

import dev.loopline.contracts.event.EventType;
import dev.loopline.importer.position.PositionTable;
import dev.loopline.importer.schema.DatabaseGate;
import dev.loopline.kit.consume.Channels;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.position.PositionKeeper;
import dev.loopline.kit.position.PositionSeeker;
import dev.loopline.kit.position.ReadProgress;
import dev.loopline.kit.topic.TopicIds;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Keeps the positions in AIstock's database, and says what waits while database or topic cannot be asked. */
@Singleton
class PositionWatch {

    private static final Logger LOG = Logger.getLogger(PositionWatch.class);
    private static final String TOPIC = EventType.CATALOG_UPDATED.topic();
    /** Name of the rebalance listener in {@code application.properties}. */
    private static final String LISTENER = "positions-of-the-database";

    private static final Duration NOTING = Duration.ofMillis(500);
    private static final int FIRST = 1;
    /** PostgreSQL: the schema or a table is not there. */
    private static final Set<String> NO_TABLES = Set.of("3F000", "42P01");

    private final PositionKeeper keeper;
    private final DatabaseGate gate;
    private final Waiting waiting;

    PositionWatch(PositionKeeper keeper, DatabaseGate gate, Waiting waiting) {
        this.keeper = keeper;
        this.gate = gate;
        this.waiting = waiting;
    }

    /** Makes the keeper of the channel. */
    @Singleton
    static final class Maker {

        @Produces
        @Singleton
        @Identifier(LISTENER)
        PositionSeeker seeker(ReadProgress progress, PositionTable table, TopicIds topics) {
            return new PositionSeeker(progress, table, topics);
        }

        @Produces
        @Singleton
        PositionKeeper keeper(
                ReadProgress progress,
                PositionTable table,
                TopicIds topics,
                KafkaClientService clients,
                @Identifier(LISTENER) PositionSeeker seeker) {
            return new PositionKeeper(
                    progress, table, topics, new PositionKeeper.Feed(clients, Channels.CATALOG_UPDATED, seeker));
        }
    }

    void onStart(@Observes StartupEvent event) {
        keeper.start(NOTING, this::look);
    }

    void beginStop(@Observes @Priority(FIRST) ShutdownEvent event) {
        keeper.beginStop();
    }

    void onStop(@Observes ShutdownEvent event) {
        keeper.stop();
    }

    private void look() throws InterruptedException {
        try {
            boolean isThere = keeper.look(List.of(TOPIC)).contains(TOPIC);
            waiting.standsStill(
                    TOPIC,
                    isThere
                            ? null
                            : "there is no topic " + TOPIC + "; a restart of"
                                    + " Loopline makes it, and the loops are published again");
            waiting.standsStill("Database", null);
        } catch (SQLException e) {
            waiting.standsStill("Database", "the database cannot be used: " + e.getMessage());
            if (NO_TABLES.contains(String.valueOf(e.getSQLState()))) {
                LOG.warnf("The tables are gone, and are made anew. failure=%s", e.getMessage());
                gate.update();
            }
        } catch (RuntimeException e) {
            if (!FailureClassifier.isTransient(e)) {
                throw e;
            }
            LOG.debugf("The broker is away, which BrokerWatch says. failure=%s", e);
        }
    }
}
