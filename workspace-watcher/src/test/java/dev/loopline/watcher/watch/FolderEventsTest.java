package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real events of a real registry that other programs open. */
class FolderEventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Signals signals = new Signals();
    private Path registry;
    private Path marks;
    private FolderEvents events;

    @BeforeEach
    void watch() throws Exception {
        registry = Files.createDirectories(folder.resolve("RDagentDB")).resolve("registry.sqlite");
        marks = Files.createDirectories(folder.resolve("marks"));
        sql("CREATE TABLE loops (id INTEGER)");
        events = new FolderEvents(folder, registry, signals);
        events.watch(Set.of(registry.getParent(), marks));
    }

    @AfterEach
    void close() throws Exception {
        events.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE", "TRUNCATE", "PERSIST"})
    void tellsOfEachCommit(String journal) throws Exception {
        sql("PRAGMA journal_mode = " + journal);
        raisedUntilMarked();
        for (int i = 0; i < 5; i++) {
            sql("INSERT INTO loops VALUES (1)");
            assertThat(raisedUntilMarked()).contains(Signals.Kind.REGISTRY);
        }
    }

    @Test
    void isSilentWhenSomebodyOnlyReads() throws Exception {
        // Given a program that keeps the registry open, as the watcher does
        try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + registry);
                Statement statement = open.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("INSERT INTO loops VALUES (1)");
            raisedUntilMarked();
            raisedUntilMarked(); // what came while the first mark was looked at is queued behind it

            for (int i = 0; i < 5; i++) {
                // When
                sql("SELECT count(*) FROM loops");

                // Then
                assertThat(raisedUntilMarked()).doesNotContain(Signals.Kind.REGISTRY);
            }
        }
    }

    /** The JDK keeps 512 events of a folder; of more it keeps none and reports one OVERFLOW. */
    @ParameterizedTest
    @CsvSource({"true,REGISTRY", "false,FOLDERS"})
    void takesDroppedEventsForAChange(boolean ofRegistry, Signals.Kind expected) throws Exception {
        // Given
        raisedUntilMarked();
        raisedUntilMarked();

        // When
        events.signal(ofRegistry, new Dropped());

        // Then
        assertThat(signals.await(PATIENCE)).containsExactly(expected);
    }

    /** As the JDK makes it: without the name of a file. */
    private record Dropped() implements WatchEvent<Object> {

        @Override
        public Kind<Object> kind() {
            return StandardWatchEventKinds.OVERFLOW;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public @Nullable Object context() {
            return null;
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What is raised before the event of a file that is made now. */
    private Set<Signals.Kind> raisedUntilMarked() throws Exception {
        Files.createTempFile(marks, "mark", "");
        Set<Signals.Kind> raised = EnumSet.noneOf(Signals.Kind.class);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!raised.contains(Signals.Kind.FOLDERS)) {
            assertThat(System.nanoTime()).as("the mark was not seen").isLessThan(deadline);
            raised.addAll(signals.await(PATIENCE));
        }
        return raised;
    }
}
