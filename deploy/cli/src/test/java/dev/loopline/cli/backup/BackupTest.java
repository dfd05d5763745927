package dev.loopline.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.codec.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T10:20:30Z"), ZoneOffset.UTC);
    private static final String NAME = "loopline-backup-20260301-102030";

    @TempDir
    Path folder;

    private Path home;
    private Path to;
    private Path registry;

    @BeforeEach
    void makeHome() throws Exception {
        home = folder.resolve("home");
        to = folder.resolve("backups");
        registry = home.resolve("RDagentDB/registry.sqlite");
        Files.createDirectories(registry.getParent());
        write(home.resolve("production_bundles/bundle_t_0.tar.gz"), "archive");
        write(home.resolve("rdagent_data/loop_catalog.json"), "{}");
        write(folder.resolve("factors/rd_factors_lib/factors/a.py"), "x = 1");
        write(home.resolve(".env"), "RD_FACTORS_LIB_ROOT=" + folder.resolve("factors") + "\n");
        try (Connection connection = connect()) {
            connection.createStatement().executeUpdate("PRAGMA journal_mode = WAL");
            connection
                    .createStatement()
                    .executeUpdate("CREATE TABLE loops (task_run_id TEXT, loop_id INTEGER, body TEXT)");
            connection.createStatement().executeUpdate("INSERT INTO loops VALUES ('t', 0, 'x')");
        }
    }

    @Test
    void copiesEveryPartAndLeavesNothingElse() throws Exception {
        // When
        Backup.Result result = backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), to);

        // Then
        Path made = to.resolve(NAME);
        assertThat(result.folder()).isEqualTo(made);
        assertThat(names(to)).containsExactly(NAME);
        assertThat(names(made))
                .containsExactly(
                        "backup.json", "production_bundles", "rd-factors-lib", "rdagent_data", "registry.sqlite");
        assertThat(made.resolve("rd-factors-lib/rd_factors_lib/factors/a.py")).hasContent("x = 1");
        assertThat(result.parts())
                .extracting(part -> part.name() + " " + part.copied() + " " + part.files())
                .containsExactly(
                        "registry.sqlite true 1",
                        "production_bundles true 1",
                        "rd-factors-lib true 1",
                        "rd-strategies-lib false 0",
                        "rdagent_data true 1");
        assertThat(result.parts().get(3).detail()).contains("RD_STRATEGIES_LIB_ROOT");
        assertThat(Json.mapper().readTree(made.resolve("backup.json").toFile()).path("parts"))
                .hasSize(5);
    }

    @Test
    void copiesTheLibraryOfStrategies() throws Exception {
        // Given
        Path strategies = folder.resolve("strategies");
        write(strategies.resolve("rd_strategies_lib/generated.py"), "y = 2");

        // When
        List<Part> parts = HomeParts.of(home, Map.of("RD_STRATEGIES_LIB_ROOT", strategies.toString()));
        Backup.Result result = backup(Long.MAX_VALUE).run(home, parts, to);

        // Then
        assertThat(result.folder().resolve("rd-strategies-lib/rd_strategies_lib/generated.py"))
                .hasContent("y = 2");
        assertThat(result.parts().get(3).copied()).isTrue();
    }

    @Test
    void keepsItsContentWhenTheOriginalIsRewrittenInPlace() throws Exception {
        // Given
        backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), to);

        // When
        Files.writeString(home.resolve("production_bundles/bundle_t_0.tar.gz"), "another");

        // Then
        assertThat(to.resolve(NAME).resolve("production_bundles/bundle_t_0.tar.gz"))
                .hasContent("archive");
    }

    @Test
    void copiesOneStateOfARegistryThatIsWritten() throws Exception {
        // Given somebody who always adds two rows at once, and whose rows are in the journal only
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        Future<Integer> writing = threads.submit(() -> write(stop));

        // When
        try {
            for (int i = 0; i < 10; i++) {
                Clock clock = Clock.fixed(CLOCK.instant().plusSeconds(i), ZoneOffset.UTC);
                long committed = rows(registry);
                Backup.Result result = new Backup(clock, any -> Long.MAX_VALUE, line -> {})
                        .run(home, HomeParts.of(home, Map.of()), to);

                // Then
                long copied = rows(result.folder().resolve("registry.sqlite"));
                assertThat(copied).isGreaterThanOrEqualTo(committed);
                assertThat(copied % 2).isEqualTo(1);
                assertThat(names(result.folder())).noneMatch(name -> name.contains("-wal") || name.contains("-shm"));
            }
        } finally {
            stop.set(true);
            threads.shutdown();
        }
        assertThat(writing.get(10, TimeUnit.SECONDS)).isPositive();
    }

    @Test
    void leavesLinksAndTemporaryFilesOutAndSaysSo() throws Exception {
        // Given
        write(folder.resolve("secret"), "secret");
        Path bundles = home.resolve("production_bundles");
        Files.createSymbolicLink(bundles.resolve("link.tar.gz"), folder.resolve("secret"));
        write(bundles.resolve("0123456789abcdef0123456789abcdef-1.tmp"), "half");

        // When
        Backup.Result result = backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), to);

        // Then
        assertThat(names(result.folder().resolve("production_bundles"))).containsExactly("bundle_t_0.tar.gz");
        assertThat(result.parts().get(1).notes()).hasSize(2).anyMatch(note -> note.contains("link"));
    }

    @Test
    void refusesToLieInWhatItCopies() {
        for (Path inside : List.of(
                home.resolve("production_bundles"),
                folder.resolve("factors/x/y"),
                home.resolve("log/task"),
                home.resolve("git_ignore_folder"))) {
            assertThatThrownBy(() -> backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), inside))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("would lie inside");
        }
        assertThat(home.resolve("log")).doesNotExist();
    }

    @Test
    void leavesNothingWhenThereIsNoSpaceOrTheRegistryIsDamaged() throws Exception {
        assertThatThrownBy(() -> backup(10).run(home, HomeParts.of(home, Map.of()), to))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("no space");
        assertThat(names(to)).isEmpty();

        // Given
        Files.writeString(registry, "no database, but long enough to be looked at ".repeat(100));

        // When / Then
        assertThatThrownBy(() -> backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), to))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("nothing of it was kept");
        assertThat(names(to)).isEmpty();
    }

    /** Before the copy of the registry, behind it, and behind the copy of each folder. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void hasItsNameOnlyWhenItIsWholeAndLeavesTheRegistryAsItWas(int step) throws Exception {
        // Given
        byte[] before = Files.readAllBytes(registry);

        // When
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackupProgram.class.getName(),
                        home.toString(),
                        to.toString(),
                        Integer.toString(step))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.lines().anyMatch(BackupProgram.STANDS_STILL::equals))
                    .isTrue();
        } finally {
            program.destroyForcibly().waitFor();
        }

        // Then
        assertThat(names(to)).singleElement().asString().matches("[.]loopline-backup-.*[.]partial");
        assertThat(registry).hasBinaryContent(before);
        Backup.Result next = backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), to);
        assertThat(rows(next.folder().resolve("registry.sqlite"))).isEqualTo(1);
        assertThat(names(to)).contains(NAME);
    }

    @Test
    void overwritesNoOtherBackup() throws Exception {
        // Given
        backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), to);

        // When / Then
        assertThatThrownBy(() -> backup(Long.MAX_VALUE).run(home, HomeParts.of(home, Map.of()), to))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("exists already");
        assertThat(names(to)).containsExactly(NAME);
    }

    @Test
    void saysThatThereIsNothing() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> backup(Long.MAX_VALUE).run(empty, HomeParts.of(empty, Map.of()), to))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("nothing to back up");
        assertThat(to).doesNotExist();
    }

    private int write(AtomicBoolean stop) throws SQLException {
        int written = 0;
        try (Connection connection = connect()) {
            connection.createStatement().execute("PRAGMA busy_timeout = 10000");
            while (!stop.get()) {
                connection.createStatement().execute("BEGIN IMMEDIATE");
                connection.createStatement().execute("INSERT INTO loops VALUES ('t', 1, hex(randomblob(2000)))");
                connection.createStatement().execute("INSERT INTO loops VALUES ('t', 2, hex(randomblob(2000)))");
                connection.createStatement().execute("COMMIT");
                written++;
            }
        }
        return written;
    }

    private static Backup backup(long free) {
        return new Backup(CLOCK, any -> free, line -> {});
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + registry);
    }

    private static long rows(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                ResultSet row = connection.createStatement().executeQuery("SELECT COUNT(*) FROM loops")) {
            return row.getLong(1);
        }
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
