package dev.loopline.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.registry.RegistryKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRunTest {

    private static final String TASK = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    @TempDir
    Path temp;

    @Test
    void writesFilesInRdAgentsOrderAndTheTerminalRowLast() throws IOException, SQLException {
        // Given
        LiveRun run = LiveRun.start(temp, Layout.REGISTRY, TASK, 3);
        WrittenLoop loop = run.describe();
        Rows rows = new Rows(new RdAgentHome(temp).registry());
        Set<String> seen = new LinkedHashSet<>();
        List<String> states = new ArrayList<>();

        // When
        states.add(rows.query("SELECT status, has_result FROM loops").toString());
        boolean more;
        do {
            more = run.grow();
            seen.addAll(names(loop.experiment().path()));
            states.add(rows.query("SELECT status, has_result FROM loops").toString());
        } while (more);
        Map<String, String> before = Trees.digests(loop.experiment().path());
        Instant commit = run.finish();

        // Then
        assertThat(seen)
                .containsSubsequence(
                        "combined_factors_df.parquet",
                        "mlruns",
                        "qlib_res.csv",
                        "ret.pkl",
                        "ret_schema.json",
                        "signals.json");
        assertThat(seen.iterator().next()).endsWith(".py");
        assertThat(states).containsOnly("[running|0]");
        assertThat(Trees.digests(loop.experiment().path())).isEqualTo(before);
        assertThat(rows.query("SELECT task_run_id, loop_id, status, has_result FROM loops"))
                .containsExactly(TASK + "|3|success|1");
        assertThat(rows.query("SELECT DISTINCT status FROM workspaces")).containsExactly("success");
        assertThat(commit).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void endsWithFeedbackWhereThereIsNoRegistry() {
        // Given
        LiveRun run = LiveRun.start(temp, Layout.SEEDS, "20260107_001", 1);
        Path folder = run.describe().experiment().path();

        // When
        while (run.grow()) {
            assertThat(folder.resolve("feedback.json")).doesNotExist();
        }
        assertThat(folder.resolve("signals.json")).exists();
        assertThat(folder.resolve("feedback.json")).doesNotExist();
        run.finish();

        // Then
        assertThat(folder.resolve("feedback.json")).exists();
        assertThat(folder.resolve("workspace_meta.json")).exists();
        assertThat(new RdAgentHome(temp).registry()).doesNotExist();
        assertThat(new RdAgentHome(temp).log().resolve("20260107_001/loop.log"))
                .content()
                .contains("loop 1 ends");
    }

    @Test
    void writesWeightsInTwoPieces() throws IOException {
        // Given
        LiveRun run = LiveRun.builder(temp, Layout.REGISTRY, TASK, 0)
                .modelBytes(10_000)
                .build();
        run.begin();
        run.grow();
        run.grow();

        // When
        run.grow();
        long first = weights();
        run.grow();

        // Then
        assertThat(first).isEqualTo(5_000);
        assertThat(weights()).isEqualTo(10_000);
    }

    @Test
    void doesBetterWhenRunAgain() throws SQLException {
        // Given
        LiveRun run = LiveRun.start(temp, Layout.REGISTRY, TASK, 0);
        run.finish();
        double before = run.describe().sharpe();

        // When
        run.rerun();

        // Then
        WrittenLoop again = run.describe();
        assertThat(again.sharpe()).isGreaterThan(before + 0.4);
        assertThat(again.experiment().path().resolve("qlib_res.csv"))
                .content()
                .contains("without_cost.information_ratio," + again.sharpe() + "\n");
        assertThat(new Rows(new RdAgentHome(temp).registry()).query("SELECT status, has_result FROM loops"))
                .containsExactly("success|1");
    }

    @Test
    void leavesNothingOfALoopThatIsWithdrawn() throws SQLException {
        // Given
        LiveRun run = LiveRun.start(temp, Layout.REGISTRY, TASK, 0);
        run.finish();

        // When
        run.withdraw();

        // Then
        assertThat(run.describe().experiment().path()).doesNotExist();
        Rows rows = new Rows(new RdAgentHome(temp).registry());
        assertThat(rows.query("SELECT COUNT(*) FROM loops")).containsExactly("0");
        assertThat(rows.query("SELECT COUNT(*) FROM workspaces")).containsExactly("0");
        assertThat(rows.query("SELECT COUNT(*) FROM task_runs")).containsExactly("1");
    }

    @Test
    void leavesAFailedLoopWithoutResult() throws SQLException {
        // Given
        LiveRun run = LiveRun.start(temp, Layout.REGISTRY, TASK, 0);
        run.grow();

        // When
        run.fail();

        // Then
        assertThat(run.describe().experiment().path().resolve("qlib_res.csv")).doesNotExist();
        assertThat(new Rows(new RdAgentHome(temp).registry()).query("SELECT status, has_result, error_type FROM loops"))
                .containsExactly("failed|0|FactorEmptyError");
    }

    @Test
    void joinsAHistoryWithoutTouchingIt() throws IOException, SQLException {
        // Given
        WrittenHome home = SampleHome.builder(temp)
                .seedsLayoutLoops(6)
                .registryLoops(6)
                .modelBytes(10)
                .write();
        Map<String, String> before = Trees.digests(home.home().workspaces());

        // When
        LiveRun.start(temp, Layout.SEEDS, "20260107_001", 1).finish();

        // Then
        assertThat(Trees.digests(home.home().workspaces())).isEqualTo(before);
        assertThat(new Rows(home.home().registry()).query("SELECT COUNT(*) FROM loops"))
                .containsExactly("13");
    }

    @Test
    void writesIntoARegistryOfTheFirstGeneration() throws SQLException {
        // Given
        WrittenHome home = SampleHome.builder(temp)
                .registryLoops(2)
                .registry(RegistryKind.V1)
                .modelBytes(10)
                .write();

        // When
        LiveRun run = LiveRun.builder(temp, Layout.REGISTRY, TASK, 0)
                .registry(RegistryKind.V1)
                .build();
        run.begin();
        run.finish();

        // Then
        assertThat(new Rows(home.home().registry())
                        .query("SELECT has_result FROM loops WHERE task_run_id='" + TASK + "'"))
                .containsExactly("1");
    }

    @Test
    void refusesAStepAtTheWrongTime() {
        // Given
        LiveRun run = LiveRun.builder(temp, Layout.SEEDS, "20260107_001", 1).build();

        // When, Then
        assertThatThrownBy(run::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("20260107_001/1");
    }

    private long weights() throws IOException {
        try (Stream<Path> tree = Files.walk(temp)) {
            return tree.filter(file -> file.endsWith("params.pkl"))
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElseThrow();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(file -> file.getFileName().toString())
                    .sorted(LiveRunTest::sourcesFirst)
                    .toList();
        }
    }

    private static int sourcesFirst(String a, String b) {
        int bySource = Boolean.compare(b.endsWith(".py"), a.endsWith(".py"));
        return bySource != 0 ? bySource : a.compareTo(b);
    }
}
