package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.embedded.EmbeddedDatabase;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** This version on data folders that earlier ones left behind; {@code make-data-folder} makes them. */
@DisabledOnOs(OS.WINDOWS)
class UpgradeIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final LoopKey LATER = new LoopKey("2027-01-05_08-00-00-000001", 0);

    /** Columns that 0.1 fills, or fills with more. */
    private static final Set<String> NEW_IN_01 = Set.of(
            "asset_path",
            "code_text",
            "factor_names",
            "performance_metrics",
            "raw_payload",
            "source_task_id",
            "updated_at");

    @TempDir
    private Path folder;

    @Test
    void goesOnWithTheDataOfVersion01() throws Exception {
        // Given
        KeyedRows before = rowsBefore("0.1");
        StoredFolder stored = StoredFolder.unpack("0.1", folder.resolve("stored"));
        Instant start = Instant.now();

        // When
        try (UpProcess up = UpProcess.start(stored.home(), stored.data())) {
            awaitHistory(up, before);

            // Then
            assertThat(publishedSince(up, start)).isEmpty();
            assertThat(before.differencesFrom(rows(up.endpoints()), Set.of())).isEmpty();
            assertThat(command(up, "verify")).isZero();
            assertThatANewLoopArrives(up, stored);
            assertThat(command(up, "doctor", "--rdagent-home", stored.home().toString()))
                    .isZero();
            assertThat(said(up)).contains("tables of version");
        }
    }

    @Test
    void goesOnWithTheDataOfTheVersionBefore01() throws Exception {
        // Given
        KeyedRows before = rowsBefore("before-0.1").withoutSuffixed();
        StoredFolder stored = StoredFolder.unpack("before-0.1", folder.resolve("stored"));
        Instant start = Instant.now();

        // When
        try (UpProcess up = UpProcess.start(stored.home(), stored.data())) {
            awaitHistory(up, before);

            // Then: the state of the catalogs is built anew, and each loop announced in the new form
            Map<String, Set<String>> published = publishedSince(up, start);
            assertThat(published.keySet())
                    .as("%s", published)
                    .isSubsetOf(EventType.CATALOG_UPDATED.topic(), EventType.LOOP_IMPORTED.topic());
            assertThat(before.differencesFrom(rows(up.endpoints()), NEW_IN_01)).isEmpty();
            assertThatANewLoopArrives(up, stored);

            // And what the notes for an upgrade tell completes the entries
            assertThat(command(up, "backfill", "--all")).isZero();
            assertThat(command(up, "verify")).as(said(up)).isZero();
        }
    }

    private KeyedRows rowsBefore(String name) throws IOException, SQLException {
        StoredFolder stored = StoredFolder.unpack(name, folder.resolve("before"));
        try (EmbeddedDatabase database = stored.database()) {
            return KeyedRows.read(database.jdbcUrl(), database.user(), database.password());
        }
    }

    private static KeyedRows rows(Endpoints endpoints) throws SQLException {
        return KeyedRows.read(endpoints.jdbcUrl(), endpoints.dbUser(), endpoints.dbPassword());
    }

    private static void awaitHistory(UpProcess up, KeyedRows before) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> said(up.output()).contains("History is in"));
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> rows(up.endpoints()).keys().containsAll(before.keys()));
    }

    private static void assertThatANewLoopArrives(UpProcess up, StoredFolder stored) {
        LiveRun run = LiveRun.start(stored.home(), Layout.SESSION, LATER.taskRunId(), LATER.loopId());
        while (run.grow()) {
            // each step of the loop
        }
        run.finish();
        Aistock aistock = new Aistock(up.endpoints());
        await().atMost(LIMIT).until(() -> aistock.hasLoop(LATER));
    }

    /** Loops by the topics on which something of them was published since then. */
    private static Map<String, Set<String>> publishedSince(UpProcess up, Instant start) {
        TopicRecords records = new TopicRecords(up.endpoints().broker());
        Map<String, Set<String>> published = new TreeMap<>();
        for (EventType type : EventType.values()) {
            Set<String> keys = new TreeSet<>(records.keysSince(type.topic(), start));
            if (!keys.isEmpty()) {
                published.put(type.topic(), keys);
            }
        }
        return published;
    }

    private static int command(UpProcess up, String... arguments) throws Exception {
        return up.command(arguments).waitFor();
    }

    private static String said(UpProcess up) throws IOException {
        return said(up.output().resolveSibling("commands.log"));
    }

    private static String said(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
