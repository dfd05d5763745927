package dev.loopline.backfill.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.Note;
import dev.loopline.contracts.path.RootSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which run produced the result, in both of mlflow's stores and without one. */
class MlflowRunTest {

    private static final String RUNS = "CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), status"
            + " VARCHAR(9), start_time BIGINT, end_time BIGINT, lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200),"
            + " experiment_id INTEGER)";
    private static final String EXPERIMENTS = "CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT,"
            + " artifact_location TEXT, lifecycle_stage TEXT)";
    private static final String PARAMS =
            "CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32))";

    @TempDir
    Path home;

    private LoopFixture loop;
    private final Notes notes = new Notes();

    @BeforeEach
    void makeHome() throws IOException {
        loop = new LoopFixture(home, 0, "model");
    }

    /** The run ffff in the workspace's file store; whether its weight and parameters are taken. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "status: 3; end_time: 5 ~ true",
                "status: FINISHED; end_time: 5 ~ true",
                "status: 3; end_time: 5; artifact_uri: file:///workspace/qlib_workspace/mlruns/1/ffff/artifacts ~ true",
                "status: 3; end_time: 5; artifact_uri: 'F:\\x\\mlruns\\1\\ffff\\artifacts' ~ true",
                "status: 3; end_time: 5; artifact_uri: /mlruns/../../../etc ~ true",
                "status: 3; end_time: 5; lifecycle_stage: deleted ~ false",
                "status: 4; end_time: 5 ~ false",
                "status: 1; end_time: null ~ false",
                "status: FAILED; end_time: 5 ~ false"
            })
    void takesAFinishedRunOfTheFileStore(String meta, boolean taken) throws IOException {
        // Given
        loop.put("mlruns/1/meta.yaml", "lifecycle_stage: active\n")
                .put("mlruns/1/ffff/meta.yaml", meta.replace("; ", "\n"))
                .put("mlruns/1/ffff/params/model.class", "LGBModel")
                .put("mlruns/1/ffff/artifacts/params.pkl", "w")
                .put("mlruns/1/aaaa/artifacts/params.pkl", "undescribed");

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight())
                .isEqualTo(taken ? Optional.of("mlruns/1/ffff/artifacts/params.pkl") : Optional.empty());
        assertThat(run.params()).isEqualTo(taken ? Map.of("model.class", "LGBModel") : Map.of());
    }

    @Test
    void passesOverDeletedExperimentsTheTrashAndTheModelRegistry() throws IOException {
        // Given
        String finished = "status: 3\nend_time: 9\n";
        loop.put("mlruns/1/meta.yaml", "lifecycle_stage: deleted\n")
                .put("mlruns/1/aaaa/meta.yaml", finished)
                .put("mlruns/1/aaaa/artifacts/params.pkl", "w")
                .put("mlruns/.trash/2/bbbb/meta.yaml", finished)
                .put("mlruns/.trash/bbbb/meta.yaml", finished)
                .put("mlruns/models/mine/meta.yaml", finished)
                .put("mlruns/3/cccc/meta.yaml", "status: 3\nend_time: 2\n")
                .put("mlruns/3/cccc/artifacts/params.pkl", "w");

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/3/cccc/artifacts/params.pkl");
        assertThat(notes.list()).isEmpty();
    }

    @Test
    void takesTheLatestEndOfSeveralExperimentsAndSaysThatThereWereSeveral() throws IOException {
        // Given
        for (String run : new String[] {"1/aaaa 7", "2/bbbb 9", "2/cccc 8"}) {
            String folder = "mlruns/" + run.split(" ")[0];
            loop.put(folder + "/meta.yaml", "status: 3\nend_time: " + run.split(" ")[1] + "\n")
                    .put(folder + "/artifacts/params.pkl", run);
        }

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/2/bbbb/artifacts/params.pkl");
        assertThat(notes.list()).extracting(Note::code).containsExactly("SEVERAL_RUNS");
    }

    @Test
    void takesTheOnlyModelThatNoStoreDescribesAndNoneOfSeveral() throws IOException {
        // Given
        loop.put("mlruns/1/aaaa/artifacts/params.pkl", "w").put("mlruns/1/aaaa/artifacts/deeper/params.pkl", "x");
        Optional<String> only = choose(Map.of()).weight();
        loop.put("mlruns/1/bbbb/artifacts/params.pkl", "w");

        // When
        Optional<String> ofTwo = choose(Map.of()).weight();

        // Then
        assertThat(only).contains("mlruns/1/aaaa/artifacts/params.pkl");
        assertThat(ofTwo).isEmpty();
        assertThat(notes.list()).extracting(Note::code).containsExactly("WEIGHT_NOT_KNOWN");
    }

    @Test
    void readsTheSqliteStoreOfTheWorkspace() throws Exception {
        // Given
        weights("aaaa", "bbbb", "cccc", "dddd");
        database(
                loop.file("mlflow.db"),
                EXPERIMENTS,
                RUNS,
                PARAMS,
                "INSERT INTO experiments VALUES (1, 'a', '', 'active'), (2, 'b', '', 'deleted')",
                run("aaaa", "FINISHED", 7, "active", 1),
                run("bbbb", "FINISHED", 8, "active", 1),
                run("cccc", "FAILED", 9, "active", 1),
                run("dddd", "FINISHED", 9, "deleted", 1),
                run("eeee", "FINISHED", 9, "active", 2),
                "INSERT INTO params VALUES ('model.class', 'LGBModel', 'bbbb'), ('model.class', 'X', 'aaaa'),"
                        + " ('huge', hex(zeroblob(40000)), 'bbbb')");
        Map<String, Long> before = entries(loop.file("."));

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/1/bbbb/artifacts/params.pkl");
        assertThat(run.params()).isEqualTo(Map.of("model.class", "LGBModel"));
        assertThat(entries(loop.file("."))).isEqualTo(before);
    }

    @Test
    void findsTheArtifactsThatATrackingServerKeptInTheWorkspace() throws Exception {
        // Given
        for (String id : new String[] {"aaaa", "bbbb"}) {
            loop.put("mlartifacts/1/" + id + "/artifacts/params.pkl", id);
        }
        database(
                loop.file("mlruns.db"),
                "CREATE TABLE runs (run_uuid TEXT, status TEXT, end_time INTEGER, artifact_uri TEXT)",
                "INSERT INTO runs VALUES ('aaaa', 'FINISHED', 7, 'mlflow-artifacts:/1/aaaa/artifacts'),"
                        + " ('bbbb', 'FINISHED', 9, 'mlflow-artifacts:/1/bbbb/artifacts')");

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlartifacts/1/bbbb/artifacts/params.pkl");
    }

    @Test
    void readsADatabaseWithOnlyTheColumnsThatMatter() throws Exception {
        // Given
        weights("aaaa");
        database(
                loop.file("mlflow.db"),
                "CREATE TABLE Runs (run_uuid TEXT, status INTEGER)",
                "INSERT INTO runs VALUES ('aaaa', 3)");

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/1/aaaa/artifacts/params.pkl");
        assertThat(notes.list()).isEmpty();
    }

    /** A writer may still be at work, and its journal says in which way; nothing is written beside it. */
    @ParameterizedTest
    @ValueSource(strings = {"wal", "delete"})
    void writesNothingBesideADatabaseThatAnotherProcessHasOpen(String journal) throws Exception {
        // Given
        weights("aaaa");
        Path file = loop.file("mlflow.db");
        database(file, "PRAGMA journal_mode = " + journal, RUNS, run("aaaa", "FINISHED", 7, "active", 1));
        Map<String, Long> before = entries(file.getParent());

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/1/aaaa/artifacts/params.pkl");
        assertThat(entries(file.getParent())).isEqualTo(before);
    }

    @Test
    void readsWhatIsInTheWriteAheadLogOnly() throws Exception {
        // Given
        weights("aaaa", "bbbb");
        Path file = loop.file("mlflow.db");
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = wal");
            statement.execute(RUNS);
            statement.execute(run("aaaa", "FINISHED", 7, "active", 1));
            Map<String, Long> before = entries(file.getParent());

            // When
            MlflowRun run = choose(Map.of());

            // Then
            assertThat(run.weight()).contains("mlruns/1/aaaa/artifacts/params.pkl");
            assertThat(entries(file.getParent()).keySet()).isEqualTo(before.keySet());
        }
    }

    @Test
    void readsALogThatAKilledProcessLeft() throws Exception {
        // Given
        weights("aaaa", "bbbb");
        Path killed = Files.createDirectory(home.resolve("killed")).resolve("mlflow.db");
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + killed);
                Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA journal_mode = wal");
            statement.execute(RUNS);
            statement.execute(run("aaaa", "FINISHED", 7, "active", 1));
            Files.copy(killed, loop.file("mlflow.db"));
            Files.copy(killed.resolveSibling("mlflow.db-wal"), loop.file("mlflow.db-wal"));
        }
        Map<String, Long> before = entries(loop.file("."));

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/1/aaaa/artifacts/params.pkl");
        assertThat(entries(loop.file("."))).isEqualTo(before);
    }

    @Test
    void refusesALogThatIsALink() throws Exception {
        // Given
        weights("aaaa", "bbbb");
        database(loop.file("mlflow.db"), RUNS, run("aaaa", "FINISHED", 7, "active", 1));
        Files.createSymbolicLink(loop.file("mlflow.db-journal"), home.resolve("anything"));

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).isEmpty();
        assertThat(notes.list()).extracting(Note::code).contains("MLFLOW_UNREADABLE");
    }

    @Test
    void waitsNotForALockedDatabase() throws Exception {
        // Given
        Path file = loop.file("mlflow.db");
        database(file, RUNS, run("aaaa", "FINISHED", 7, "active", 1));
        weights("aaaa", "bbbb");
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = writer.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");

            // When
            MlflowRun run = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> choose(Map.of()));

            // Then
            assertThat(run.weight()).isEmpty();
            assertThat(notes.list()).extracting(Note::code).contains("MLFLOW_UNREADABLE");
        }
    }

    /** The only model is taken all the same, because then no store describes it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW runs AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                        + " SELECT i AS run_uuid, 'FINISHED' AS status FROM n",
                "CREATE VIRTUAL TABLE runs USING fts5(run_uuid, status)",
                "CREATE TABLE runs (x)",
                "CREATE TABLE other (x)",
            })
    void refusesADatabaseThatIsNoneOfMlflow(String schema) throws Exception {
        // Given
        weights("aaaa");
        database(loop.file("mlflow.db"), schema);

        // When
        MlflowRun run = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> choose(Map.of()));

        // Then
        assertThat(run.weight()).contains("mlruns/1/aaaa/artifacts/params.pkl");
        assertThat(notes.list()).extracting(Note::code).containsExactly("MLFLOW_UNREADABLE");
    }

    @Test
    void leavesTriggersAlone() throws Exception {
        // Given
        weights("aaaa");
        database(
                loop.file("mlflow.db"),
                RUNS,
                "CREATE TRIGGER t AFTER UPDATE ON runs BEGIN DELETE FROM runs; END",
                run("aaaa", "FINISHED", 7, "active", 1));

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/1/aaaa/artifacts/params.pkl");
    }

    @Test
    void stopsAQueryThatTakesTooLong() throws Exception {
        // Given
        weights("aaaa");
        String many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000)";
        database(
                loop.file("mlflow.db"),
                RUNS,
                PARAMS,
                many + " INSERT INTO runs SELECT 'r' || i, '', 'FINISHED', 1, i, 'active', '', 1 FROM n",
                many + " INSERT INTO params SELECT 'k', 'v', 'other' FROM n");

        // When
        MlflowRun run = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> choose(Map.of()));

        // Then
        assertThat(run.params()).isEmpty();
        assertThat(notes.list()).extracting(Note::code).contains("MLFLOW_UNREADABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no database at all", "SQLite format 3\0 and nothing more"})
    void notesAFileThatIsNoDatabase(String content) throws Exception {
        // Given
        weights("aaaa");
        loop.put("mlflow.db", content);

        // When
        MlflowRun run = choose(Map.of());

        // Then
        assertThat(run.weight()).contains("mlruns/1/aaaa/artifacts/params.pkl");
        assertThat(notes.list()).extracting(Note::code).containsExactly("MLFLOW_UNREADABLE");
    }

    @Test
    void survivesACorruptDatabase() throws Exception {
        // Given
        weights("aaaa", "bbbb");
        Path file = loop.file("mlflow.db");
        database(file, RUNS, PARAMS, EXPERIMENTS, run("aaaa", "FINISHED", 7, "active", 1));
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 200; at < bytes.length(); at += 7) {
                bytes.seek(at);
                bytes.write(0xFF);
            }
        }

        // When
        choose(Map.of());

        // Then
        assertThat(notes.list()).extracting(Note::code).contains("MLFLOW_UNREADABLE");
    }

    @Test
    void followsNoLinkToADatabase() throws Exception {
        // Given
        Path elsewhere = home.resolve("elsewhere.db");
        database(elsewhere, RUNS, run("aaaa", "FINISHED", 7, "active", 1));
        weights("aaaa", "bbbb");
        Files.createSymbolicLink(loop.file("mlflow.db"), elsewhere);

        // When
        MlflowRun run = choose(Map.of("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db"));

        // Then
        assertThat(run.weight()).isEmpty();
    }

    /** HOME stands for the home, ID for the workspace. */
    @ParameterizedTest
    @CsvSource({
        "sqlite:///store/my.db, git_ignore_folder/RD-Agent_workspace/ID/store/my.db, true",
        "sqlite:////srv/agents/ID/store/my.db, git_ignore_folder/RD-Agent_workspace/ID/store/my.db, true",
        "sqlite:///HOME/tracking/all.db, tracking/all.db, true",
        "sqlite:///HOME/all.db, all.db, true",
        "sqlite:///HOME/../outside.db, ../outside.db, false",
        "sqlite:///../../../all.db, all.db, false",
        "postgresql://host/db, all.db, false",
    })
    void looksWhereTheTrackingUriSaysInsideTheHome(String uri, String place, boolean found) throws Exception {
        // Given
        Path inner = Files.createDirectory(home.resolve("inner"));
        LoopFixture own = new LoopFixture(inner, 0, "model");
        Path file = inner.resolve(place.replace("ID", LoopFixture.MAIN)).normalize();
        Files.createDirectories(file.getParent());
        for (String run : new String[] {"aaaa", "bbbb"}) {
            own.put("mlruns/1/" + run + "/artifacts/params.pkl", run);
        }
        database(
                file,
                RUNS,
                run("aaaa", "FINISHED", 7, "active", 1),
                run("of another workspace", "FINISHED", 9, "active", 1));
        Files.writeString(
                inner.resolve(".env"),
                "mlflow_tracking_uri=" + uri.replace("HOME", inner.toString()).replace("ID", LoopFixture.MAIN) + "\n");
        HomeFolder folder = new HomeFolder(inner);

        // When
        MlflowRun run = MlflowRun.choose(
                folder,
                WorkspaceFolder.open(LoopFixture.MAIN, own.file("."), 100, notes),
                folder.environment().get("MLFLOW_TRACKING_URI"),
                notes);

        // Then
        boolean shared = found && !place.contains("ID");
        assertThat(run.weight().isPresent()).isEqualTo(shared);
        if (found && !shared) {
            // The database of the workspace says that its newest run is one without files here.
            assertThat(notes.list()).extracting(Note::code).containsExactly("SEVERAL_RUNS");
        }
    }

    private MlflowRun choose(Map<String, String> given) throws IOException {
        HomeFolder folder = new HomeFolder(RootSettings.of(home).withEnvironment(given));
        return MlflowRun.choose(
                folder,
                WorkspaceFolder.open(LoopFixture.MAIN, loop.file("."), 1_000, notes),
                folder.environment().get("MLFLOW_TRACKING_URI"),
                notes);
    }

    private void weights(String... runs) throws IOException {
        for (String run : runs) {
            loop.put("mlruns/1/" + run + "/artifacts/params.pkl", run);
        }
    }

    private static String run(String id, String status, long end, String stage, int experiment) {
        return "INSERT INTO runs VALUES ('" + id + "', 'n', '" + status + "', 1, " + end + ", '" + stage
                + "', 'file:///srv/quant/mlruns/1/" + id + "/artifacts', " + experiment + ")";
    }

    private static void database(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, Long> entries(Path folder) throws IOException {
        Map<String, Long> entries = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.toList()) {
                entries.put(path.toString(), Files.getLastModifiedTime(path).toMillis());
            }
        }
        return entries;
    }
}
