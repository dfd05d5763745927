package dev.loopline.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Factor;
import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Layout;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.Role;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.samples.runs.Structure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleHomeTest {

    @TempDir
    Path temp;

    @Test
    void refusesStructuresThatCannotShareAHome() {
        // Given
        SampleHomeBuilder builder = SampleHome.builder(temp).structures(Structure.ENV_PLACES, Structure.MAIN_FACTORS);

        // When, Then
        assertThatThrownBy(builder::write).hasMessageContaining("must be alone in its home");
    }

    @Test
    void writesTheSameBytesForTheSameSeed() throws IOException {
        // Given
        SampleHome.builder(temp.resolve("a"))
                .seed(7)
                .seedsLayoutLoops(12)
                .registryLoops(12)
                .runningLoops(2)
                .failedLoops(2)
                .modelBytes(5_000)
                .recordedRoot("F:/Dev/RD-Agent-main")
                .flaws(Flaw.values())
                .write();

        // When
        SampleHome.builder(temp.resolve("b"))
                .seed(7)
                .seedsLayoutLoops(12)
                .registryLoops(12)
                .runningLoops(2)
                .failedLoops(2)
                .modelBytes(5_000)
                .recordedRoot("F:/Dev/RD-Agent-main")
                .flaws(Flaw.values())
                .write();

        // Then
        Map<String, String> first = Trees.digests(temp.resolve("a"));
        assertThat(first).hasSizeGreaterThan(300).containsKey("RDagentDB/registry.sqlite");
        assertThat(Trees.digests(temp.resolve("b"))).isEqualTo(first);
    }

    @Test
    void writesOtherBytesForAnotherSeed() {
        // Given
        WrittenHome first =
                SampleHome.builder(temp.resolve("a")).seed(1).registryLoops(3).write();

        // When
        WrittenHome second =
                SampleHome.builder(temp.resolve("b")).seed(2).registryLoops(3).write();

        // Then
        assertThat(second.loops().get(0).taskRunId())
                .isNotEqualTo(first.loops().get(0).taskRunId());
    }

    @Test
    void writesAsManyLoopsAsAskedFor() throws SQLException {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .seedsLayoutLoops(20)
                .registryLoops(21)
                .runningLoops(3)
                .failedLoops(5)
                .modelBytes(100)
                .write();

        // Then
        assertThat(home.withResult()).hasSize(41);
        assertThat(home.running()).hasSize(3);
        assertThat(home.finished()).hasSize(46);
        assertThat(home.loops()).hasSize(49).extracting(WrittenLoop::key).doesNotHaveDuplicates();
        Rows rows = new Rows(home.home().registry());
        assertThat(rows.query("SELECT status, COUNT(*) FROM loops GROUP BY status ORDER BY status"))
                .containsExactly("failed|5", "running|3", "success|41");
        assertThat(rows.query("SELECT task_run_id || '/' || loop_id FROM loops WHERE has_result = 1"))
                .containsExactlyInAnyOrderElementsOf(home.loops().stream()
                        .filter(WrittenLoop::registryFlag)
                        .map(WrittenLoop::key)
                        .toList())
                .hasSizeBetween(20, 40);
        assertThat(rows.query("SELECT COUNT(*) FROM workspaces"))
                .containsExactly(String.valueOf(home.loops().stream()
                        .mapToInt(l -> l.workspaces().size())
                        .sum()));
        assertThat(rows.query("PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void hasResultFilesExactlyWhereItSaysSo() {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .seedsLayoutLoops(20)
                .registryLoops(20)
                .runningLoops(4)
                .failedLoops(4)
                .modelBytes(100)
                .write();

        // Then
        for (WrittenLoop loop : home.loops()) {
            Path folder = loop.experiment().path();
            boolean result = loop.outcome() == Outcome.SUCCESS;
            assertThat(folder.resolve("qlib_res.csv").toFile().exists())
                    .as(loop.key())
                    .isEqualTo(result);
            assertThat(folder.resolve("ret.pkl").toFile().exists())
                    .as(loop.key())
                    .isEqualTo(result);
            assertThat(folder.resolve("feedback.json").toFile().exists())
                    .as(loop.key())
                    .isEqualTo(loop.decision().isPresent());
            if (result && loop.action() == Action.FACTOR) {
                assertThat(folder.resolve("combined_factors_df.parquet"))
                        .as(loop.key())
                        .exists();
            }
        }
    }

    @Test
    void holdsBothActionsAndBothDecisionsAndBothPlacesOfWeights() throws IOException {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .seedsLayoutLoops(30)
                .registryLoops(30)
                .modelBytes(100)
                .write();

        // Then
        assertThat(home.loops()).extracting(WrittenLoop::action).contains(Action.FACTOR, Action.MODEL);
        assertThat(home.loops().stream().flatMap(l -> l.decision().stream())).contains(true, false);
        assertThat(home.loops())
                .anyMatch(l -> Files.exists(l.experiment().path().resolve("model.pkl")));
        assertThat(home.loops())
                .anyMatch(l -> Files.exists(l.experiment().path().resolve("mlruns")));
        assertThat(Trees.digests(home.home().workspaces()).keySet())
                .anyMatch(name -> name.endsWith("/artifacts/params.pkl"));
    }

    @Test
    void repeatsFactorsWithOtherFiguresAndNamesWithOtherFormulas() {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .seedsLayoutLoops(12)
                .modelBytes(10)
                .write();

        // Then
        List<WrittenLoop> withMetadata = home.loops().stream()
                .filter(l -> l.metadataFiles().contains("factor_meta.json"))
                .toList();
        List<WrittenLoop> recurring = withMetadata.stream()
                .filter(l -> l.factorNames().contains("Momentum_10D"))
                .toList();
        assertThat(recurring)
                .hasSizeGreaterThan(1)
                .extracting(WrittenLoop::sharpe)
                .doesNotHaveDuplicates();
        Set<String> formulas = withMetadata.stream()
                .flatMap(l -> l.factors().stream())
                .filter(f -> f.name().equals("PriceStrength_10D"))
                .map(Factor::expression)
                .collect(Collectors.toSet());
        assertThat(formulas).hasSize(2);
    }

    @Test
    void tellsTheSharpeRatioThatIsOnDisk() throws IOException {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .seedsLayoutLoops(6)
                .registryLoops(6)
                .modelBytes(10)
                .write();

        // Then
        for (WrittenLoop loop : home.loops()) {
            List<String> lines = Files.readAllLines(loop.experiment().path().resolve("qlib_res.csv"));
            assertThat(lines.get(0)).isEqualTo(",0");
            assertThat(lines)
                    .hasSize(20)
                    .filteredOn(l -> l.startsWith("1day.excess_return_without_cost.information_ratio,"))
                    .singleElement()
                    .satisfies(l -> assertThat(Double.parseDouble(l.substring(l.indexOf(',') + 1)))
                            .isEqualTo(loop.sharpe()));
        }
    }

    @Test
    void recordsPathsInTheSpellingAskedFor() throws SQLException {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .seedsLayoutLoops(1)
                .registryLoops(1)
                .recordedRoot("f:\\Dev\\RD-Agent-main\\")
                .modelBytes(10)
                .write();

        // Then
        assertThat(new Rows(home.home().registry()).query("SELECT workspace_path FROM workspaces ORDER BY 1"))
                .contains("f:\\Dev\\RD-Agent-main\\log\\20250107_001\\workspace_ws_12345")
                .allMatch(path -> path.startsWith("f:\\Dev\\RD-Agent-main\\") && !path.contains("/"));
        assertThat(home.loop("20250107_001", 1).experiment().path())
                .isEqualTo(home.home().log().resolve("20250107_001/workspace_ws_12345"));
    }

    @Test
    void namesTheLoopInEachWorkspaceWhereThereIsNoRegistry() throws IOException {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .seedsLayoutLoops(4)
                .registryLoops(4)
                .runningLoops(2)
                .failedLoops(2)
                .registry(RegistryKind.NONE)
                .modelBytes(10)
                .write();

        // Then
        assertThat(home.home().registry()).doesNotExist();
        for (WrittenLoop loop : home.loops()) {
            for (WrittenWorkspace workspace : loop.workspaces()) {
                JsonNode meta = new ObjectMapper()
                        .readTree(
                                workspace.path().resolve("workspace_meta.json").toFile());
                assertThat(meta.path("task_run_id").asText()).isEqualTo(loop.taskRunId());
                assertThat(meta.path("loop_id").asInt(-1)).isEqualTo(loop.loopId());
                assertThat(meta.path("workspace_role").asText())
                        .isEqualTo(workspace.role().wire());
            }
            if (!loop.finished()) {
                assertThat(loop.experiment().path().resolve("combined_factors_df.parquet"))
                        .doesNotExist();
            }
        }
    }

    @Test
    void putsTheCodeOfEachFactorIntoAWorkspaceOfItsOwnInTheRealLayout() {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .registryLoops(9)
                .modelBytes(10)
                .write();

        // Then
        for (WrittenLoop loop : home.loops()) {
            List<WrittenWorkspace> subs =
                    loop.workspaces().stream().filter(w -> w.role() == Role.SUB).toList();
            String code = loop.action() == Action.FACTOR ? "factor.py" : "model.py";
            assertThat(subs)
                    .hasSize(loop.action() == Action.FACTOR ? loop.factors().size() : 1)
                    .allSatisfy(w -> assertThat(w.path().resolve(code)).exists());
            assertThat(loop.experiment().path().getFileName().toString()).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void writesFlawsAsLoopsOfTheirOwn() throws IOException, SQLException {
        // When
        WrittenHome home = SampleHome.builder(temp.resolve("home"))
                .registryLoops(2)
                .flaws(Flaw.values())
                .modelBytes(10)
                .write();

        // Then
        assertThat(home.loops()).hasSize(2 + Flaw.values().length);
        ObjectMapper json = new ObjectMapper();
        assertThatThrownBy(() -> json.readTree(
                        file(home, Flaw.TRUNCATED_JSON, "feedback.json").toFile()))
                .isInstanceOf(IOException.class);
        assertThat(file(home, Flaw.BARE_NAN, "factor_perf.json")).content().contains(" : NaN", " : Infinity");
        assertThat(file(home, Flaw.YAML_WITH_TABS, "conf_baseline.yaml"))
                .content()
                .contains("\n\tregion: cn");
        assertThat(file(home, Flaw.CSV_WITH_BOM, "qlib_res.csv")).content().startsWith("\uFEFF,0\r\n");
        assertThat(home.with(Flaw.MISSING_WORKSPACE).experiment().path()).doesNotExist();
        assertThat(Files.isSymbolicLink(file(home, Flaw.LINK_OUTSIDE, "conf_link.yaml")))
                .isTrue();
        assertThat(file(home, Flaw.LINK_OUTSIDE, "conf_link.yaml")).content().contains("not for anybody else");
        assertThat(file(home, Flaw.ODD_NAMES, "factor_动量 因子_10D.py")).exists();
        Rows rows = new Rows(home.home().registry());
        String task = home.with(Flaw.NULL_LOOP_ID).taskRunId();
        assertThat(rows.query("SELECT DISTINCT loop_id FROM workspaces WHERE task_run_id = '" + task + "'"))
                .containsExactly("null");
        assertThat(rows.query("SELECT COUNT(*) FROM loops WHERE task_run_id = '" + task + "'"))
                .containsExactly("0");
    }

    @Test
    void refusesAFolderThatHoldsAHome() {
        // Given
        SampleHome.builder(temp).seedsLayoutLoops(1).modelBytes(10).write();

        // When, Then
        assertThatThrownBy(() -> SampleHome.builder(temp).seedsLayoutLoops(1).write())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("already holds an RD-Agent home");
    }

    @Test
    void refusesAFlawInRowsWithoutRegistry() {
        // When, Then
        assertThatThrownBy(() -> SampleHome.builder(temp)
                        .registry(RegistryKind.NONE)
                        .flaws(Flaw.NULL_LOOP_ID)
                        .write())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without registry");
    }

    @Test
    void spreadsFailedLoopsAndPutsRunningOnesLast() {
        // When
        List<Outcome> outcomes = SampleHome.builder(temp)
                .seedsLayoutLoops(4)
                .failedLoops(1)
                .runningLoops(1)
                .outcomes(Layout.SEEDS);

        // Then
        assertThat(outcomes)
                .containsExactly(
                        Outcome.SUCCESS,
                        Outcome.SUCCESS,
                        Outcome.FAILED,
                        Outcome.SUCCESS,
                        Outcome.SUCCESS,
                        Outcome.RUNNING);
    }

    private static Path file(WrittenHome home, Flaw flaw, String name) {
        return home.with(flaw).experiment().path().resolve(name);
    }
}
