package dev.loopline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloorIT {

    /** Held here: a logger that nobody holds forgets its level. */
    private static final Logger ROOT_LOGGER = Logger.getLogger("");

    @TempDir
    Path folder;

    @BeforeAll
    static void keepTheBrokerQuiet() {
        ROOT_LOGGER.setLevel(Level.SEVERE);
    }

    @Test
    void measuresEveryRecordThroughAllHops() throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("broker")));
                EmbeddedDatabase database =
                        EmbeddedDatabase.start(DatabaseOptions.in(folder.resolve("postgres"), "test"))) {
            // When
            Distribution distribution = new Floor(BrokerAccess.of(broker.clientSettings()), 10_000)
                    .measure(25, database.jdbcUrl(), database.user(), database.password());
            // Then
            assertThat(distribution.count()).isEqualTo(25);
            assertThat(distribution.percentile(50)).isPositive();
        }
    }
}
